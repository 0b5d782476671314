"""What diagnosis finds: which rule, by which words or figures, and why that matters."""

from __future__ import annotations

import hashlib

from domain.alignment.review import FindingKind
from domain.diagnosis.rules import RULES, Guide, Rule
from domain.messages import Value
from domain.values import FindingId, KeyResultId, LinkId


def kind_of(rule: Rule) -> FindingKind:
    """As what an alignment review knows it: what hangs together badly has kinds of its own."""
    match rule:
        case "orphan" | "crowded":
            return rule
        case _:
            return "diagnosis"


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

    def known_as(self, about: str) -> FindingId:
        """The rule, and what it is about: a key result or a link, else what the id is of."""
        parts = [one for one in (self.key_result_id, self.link_id) if one is not None]
        return FindingId(":".join((self.rule, *parts)) if parts else f"{self.rule}:{about}")

    def of(self, title: str) -> str:
        """What it was said of, in short: a title, and the words or figures in question.

        In other words it is another finding. What hangs together badly does so in any words.
        """
        if kind_of(self.rule) != "diagnosis":
            return ""
        said = "\n".join(" ".join(one.casefold().split()) for one in (title, *self.words))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]
