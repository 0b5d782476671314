"""The health of a company key result, always with its reasons."""

from __future__ import annotations

from typing import Literal

from domain.alignment import SHARE
from domain.drift.rule import RULE
from projections.linked import Linked
from projections.projection import View
from projections.standing import KeyResultStanding, ObjectiveStanding
from projections.wording import chance, percent

Status = Literal["on_track", "needs_attention", "at_risk", "pending"]

CONFIDENT = 4
"""Confidence from which on leaders can look elsewhere."""

DOUBTFUL = RULE.doubtful
"""Confidence, to the nearest whole number, at which somebody should step in if it is falling."""


FAR_BEHIND = 0.33
"""How far progress may lie behind the plan. Measured on simulated quarters, a gap above 33 points
finds 93 % of what is reported with confidence and does not move; smaller ones are mostly plans that
are made at the end."""


class Reason(View, frozen=True):
    code: str
    text: str
    objective_id: str | None = None


class Health(View, frozen=True):
    """The worst of its reasons comes first and decides; `pending`: nothing was reported yet."""

    status: Status
    reasons: tuple[Reason, ...]


NAMED = 5
"""How many teams in doubt, and how many that drift, are named; one more reason counts the rest."""

_WORST: tuple[Status, ...] = ("at_risk", "needs_attention", "on_track", "pending")

_PRESSING = (
    "nobody", "forecast_to_miss", "low_confidence", "doubtful_team", "drifting_team", "far_behind",
)  # fmt: skip
"""Of two key results with the same status, step in first at the one whose reason comes first."""


def health(standing: KeyResultStanding, linked: list[Linked]) -> Health:
    reached = standing.progress is not None and standing.progress.raw >= 1
    if reached and not standing.maintains:
        return Health("on_track", (Reason("target_reached", "The target is reached."),))
    found = [*_of_itself(standing), *_of_its_links(linked), *_of_its_plan(standing)]
    found.sort(key=lambda one: _WORST.index(one[0]))
    if found:
        return Health(found[0][0], tuple(reason for _, reason in found))
    if standing.progress is not None or any(one.progress is not None for one in linked):
        unsure = Reason("no_confidence", "Values were reported, but nobody says how sure they are.")
        return Health("pending", (unsure,))
    silent = Reason("nothing_reported", "Nothing was reported on it or on what works toward it.")
    return Health("pending", (silent,))


def _of_itself(standing: KeyResultStanding) -> list[tuple[Status, Reason]]:
    alert, confidence = standing.alert, standing.confidence.confidence
    found: list[tuple[Status, Reason]] = []
    if alert.status == "raised" and alert.evaluation is not None:
        missed = chance(alert.evaluation.miss_probability)
        text = f"Its own check-ins put the chance of a miss at {missed}."
        found.append(("at_risk", Reason("forecast_to_miss", text)))
    if confidence is not None and confidence <= DOUBTFUL:
        falling = " and falling" if standing.trend == "falling" else ""
        text = f"Its owner's confidence is {confidence}{falling}."
        found.append(("at_risk" if falling else "needs_attention", Reason("low_confidence", text)))
    if confidence is not None and confidence >= CONFIDENT and alert.status != "raised":
        text = f"Its owner's confidence is {confidence}."
        found.append(("on_track", Reason("confident", text)))
    if standing.maintains and standing.progress is not None and standing.progress.raw >= 1:
        text = "It has held in every week so far."
        found.append(("on_track", Reason("held_so_far", text)))
    return found


def _of_its_plan(standing: KeyResultStanding) -> list[tuple[Status, Reason]]:
    if standing.progress is None or not is_far_behind(standing):
        return []
    now, owed = percent(standing.progress.clamped), percent(standing.owed)
    text = f"It is at {now}, and by now the plan had {owed}."
    return [("needs_attention", Reason("far_behind", text))]


def is_far_behind(standing: KeyResultStanding) -> bool:
    """Whether a report is so far from the plan that confidence alone does not answer for it."""
    now = standing.progress
    return now is not None and standing.owed - now.clamped > FAR_BEHIND


def _of_its_links(linked: list[Linked]) -> list[tuple[Status, Reason]]:
    if not linked:
        text = "No objective works toward it."
        return [("needs_attention", Reason("nobody", text))]
    found: list[tuple[Status, Reason]] = []
    contributing = [one for one in linked if one.kind == "contributes"]
    if not contributing:
        text = "What is linked supports it, but no link says by which mechanism it would move."
        found.append(("needs_attention", Reason("no_mechanism", text)))
    elif sum(SHARE[one.strength] for one in contributing if one.strength) < SHARE["medium"]:
        text = "Only weak links lead to it."
        found.append(("needs_attention", Reason("only_weak_links", text)))
    found += _of_doubt(linked)
    found += _of_drift(linked)
    stated = [one.confidence for one in linked if one.confidence is not None]
    if stated and len(stated) == len(linked) and min(stated) >= CONFIDENT:
        who = {1: "The linked objective is", 2: "Both linked objectives are"}.get(
            len(linked), f"All {len(linked)} linked objectives are"
        )
        text = f"{who} at confidence {CONFIDENT} or more."
        found.append(("on_track", Reason("teams_confident", text)))
    elif stated and not any(status != "on_track" for status, _ in found):
        text = "What works toward it reports no trouble."
        found.append(("on_track", Reason("no_trouble", text)))
    return found


def _of_doubt(linked: list[Linked]) -> list[tuple[Status, Reason]]:
    """Teams that hardly believe in it; when nobody else is left and belief falls, it is at risk."""
    stated = [one for one in linked if one.confidence is not None]
    doubtful = [one for one in stated if (one.confidence or 0) < DOUBTFUL + 0.5]
    falling = any(one.trend == "falling" for one in doubtful)
    status: Status = "at_risk" if falling and len(doubtful) == len(stated) else "needs_attention"
    found = [(status, _doubt(one)) for one in doubtful[:NAMED]]
    if len(doubtful) > NAMED:
        text = f"The same goes for {len(doubtful) - NAMED} more of the linked objectives."
        found.append((status, Reason("doubtful_team", text)))
    return found


def _doubt(one: Linked) -> Reason:
    falling = " and falling" if one.trend == "falling" else ""
    text = f"{one.owner.name} is at confidence {one.confidence:.2g}{falling}: {one.title}"
    return Reason("doubtful_team", text, one.objective_id)


def _of_drift(linked: list[Linked]) -> list[tuple[Status, Reason]]:
    drifting = [one for one in linked if one.drifting]
    found: list[tuple[Status, Reason]] = []
    for one in drifting[:NAMED]:
        noun = "a key result" if one.drifting == 1 else f"{one.drifting} key results"
        text = f"{one.owner.name} has {noun} that will probably miss: {one.title}"
        found.append(("needs_attention", Reason("drifting_team", text, one.objective_id)))
    if len(drifting) > NAMED:
        text = f"The same goes for {len(drifting) - NAMED} more of the linked objectives."
        found.append(("needs_attention", Reason("drifting_team", text)))
    return found


def bearing(now: ObjectiveStanding) -> Status:
    """How an objective goes by its own reports, whatever works toward it."""
    if any(one.alert.status == "raised" for one in now.key_results.values()):
        return "at_risk"
    if now.lowest is not None and now.lowest <= DOUBTFUL:
        return "at_risk" if now.trend == "falling" else "needs_attention"
    if any(is_far_behind(one) for one in now.key_results.values()):
        return "needs_attention"
    return "pending" if now.confidence is None and now.roll_up.progress is None else "on_track"


def pressing(health: Health) -> tuple[int, int]:
    """Sorts healths so that the one to step in at first comes first."""
    codes = [reason.code for reason in health.reasons]
    reason = next((at for at, code in enumerate(_PRESSING) if code in codes), len(_PRESSING))
    return (_WORST.index(health.status), reason)
