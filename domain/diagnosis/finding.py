"""What diagnosis finds: which rule, by which words or figures, and why that matters."""

from __future__ import annotations

from domain.diagnosis.rules import RULES, Guide, Rule
from domain.messages import Value
from domain.values import KeyResultId, LinkId


class Finding(Value, frozen=True):
    """Something to think about before it is committed to; it never stops anybody.

    `words` are those matched, or the figures. Of an objective as a whole unless it names a key
    result or a link.
    """

    rule: Rule
    words: tuple[str, ...]
    why: str
    key_result_id: KeyResultId | None = None
    link_id: LinkId | None = None

    @property
    def guide(self) -> Guide:
        return RULES[self.rule]
