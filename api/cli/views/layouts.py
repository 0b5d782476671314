"""The views of the terminal: how each is laid out, what names it, what it answers."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import click

from api.cli.shown import (
    backtest,
    brief,
    drift,
    effort,
    feed,
    profile,
    prompts,
    resources,
    weekly,
    year,
)
from api.cli.shown.alignment import alignment, coverage, diagnosis, line_of_sight, review
from api.cli.shown.closing import closing, scorecard
from api.cli.shown.dependencies import dependencies, promises
from api.cli.shown.objective import acknowledgements, confidence, conversation, objective
from api.cli.shown.rituals import adherence, business_review, rituals, session
from api.cli.terminal import Layout

KeyedBy = Literal["cycle", "year", "unit", "record", "page"]
"""What a view is about without `--key`; a view of a unit is then of the company."""

PREPARED = "business-review"
"""The one that is put together from other views on request."""


class Shown(NamedTuple):
    layout: Layout
    keyed_by: KeyedBy
    answers: str
    keys: str = ""
    """What `--key` may name, if a view is not only about a cycle."""


SHOWN: dict[str, Shown] = {
    "alignment": Shown(
        alignment.shown, "cycle", "whether we are on track, and where to step in",
        "a company key result",
    ),
    "drift": Shown(drift.shown, "cycle", "what is drifting, and why", "a key result"),
    "backtest": Shown(
        backtest.shown, "cycle", "how good the drift alerts of a past cycle were", "workspace"
    ),
    "coverage": Shown(coverage.shown, "cycle", "where nobody works, and where too many do"),
    "brief": Shown(brief.shown, "unit", "a team's three questions", "a unit"),
    "prompts": Shown(prompts.shown, "unit", "what a team is asked this week", "a unit"),
    "objective": Shown(objective.shown, "record", "one objective with its links", "an objective"),
    "conversation": Shown(
        conversation.shown, "record", "what people say about an objective", "an objective"
    ),
    "acknowledgements": Shown(
        acknowledgements.shown, "unit", "which check-ins nobody has read yet", "a unit"
    ),
    "confidence": Shown(
        confidence.shown, "unit", "how sure we were, week by week",
        "a unit, an objective or a key result",
    ),
    "dependencies": Shown(
        dependencies.shown, "cycle", "who waits for whom", "a dependency"
    ),
    "promises": Shown(promises.shown, "unit", "what a unit waits for and promised", "a unit"),
    "weekly": Shown(weekly.shown, "unit", "what this week's work advances", "a unit"),
    "line-of-sight": Shown(
        line_of_sight.shown, "unit", "from tasks up to the company, or down",
        "a unit, or an outcome, objective or key result of the company",
    ),
    "effort": Shown(effort.shown, "cycle", "what the hours go into"),
    "resources": Shown(
        resources.shown, "cycle", "where claims exceed capacity",
        "CYCLE:POOL by their ids, or workspace",
    ),
    "adherence": Shown(adherence.shown, "cycle", "which check-ins came on time", "a unit"),
    "rituals": Shown(rituals.shown, "unit", "when a unit meets", "a unit"),
    "session": Shown(session.shown, "record", "what came of a meeting", "a session"),
    "review": Shown(review.shown, "cycle", "what the rules find in the plans"),
    "diagnosis": Shown(
        diagnosis.shown, "cycle", "what the plans may be taken to task for",
        "a unit or an objective",
    ),
    "profile": Shown(
        profile.shown, "cycle", "which failure patterns the practice shows", "workspace"
    ),
    "business-review": Shown(
        business_review.shown, "cycle", "the prepared agenda of the monthly review"
    ),
    "closing": Shown(closing.shown, "cycle", "what is left before a cycle can close", "a unit"),
    "scorecard": Shown(
        scorecard.shown, "cycle", "how a cycle ended", "a unit, an objective, or workspace"
    ),
    "year": Shown(year.shown, "year", "what the year is for, quarter by quarter"),
    "feed": Shown(feed.shown, "page", "what happened, newest first", "a page"),
}  # fmt: skip


def projection_of(view: str) -> str:
    """The name that the view is stored under."""
    return view.replace("-", "_")


def listed() -> str:
    """All views, one a line, for a help page."""
    width = max(map(len, SHOWN)) + 2
    return "\n".join(
        f"{name:{width}}{one.answers}{f' (--key: {one.keys})' if one.keys else ''}"
        for name, one in SHOWN.items()
    )


class ViewName(click.ParamType[Any]):
    """A view, with hyphens or with underscores."""

    name = "view"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = str(value).replace("_", "-")
        if name in SHOWN:
            return name
        return self.fail(f"There is no view '{value}'. There are: {', '.join(SHOWN)}.", param, ctx)
