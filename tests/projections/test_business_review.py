from __future__ import annotations

from datetime import timedelta

from domain.dependencies.dependency import AcceptDependency, RequestDependency
from domain.resources.claims import ClaimResource
from domain.resources.pools import OpenPool
from domain.rituals.sessions import (
    AnswerEscalation,
    Decision,
    Escalation,
    OpenSession,
    RecordOutput,
)
from domain.values import ClaimId, DependencyId, KeyResultId, ObjectiveId, Owner, PoolId, SessionId
from projections.keeping import fold
from projections.views.agendas.business_review import SOURCES, BusinessReview, prepare
from tests.support.asking import accept, planned, request, slip
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3, STARTS, week
from tests.support.quarter import SUPPORT, Quarter

SYNC, REVIEW = SessionId("sync"), SessionId("review")
MORE = Decision("Another engineer for the API", "resources")


def agenda(quarter: Quarter) -> BusinessReview:
    documents = fold.replay(quarter.log)
    found = {name: documents[name, Q3].body for name in SOURCES if (name, Q3) in documents}
    made = prepare({name: body for name, body in found.items() if body is not None})
    assert made is not None
    return made


def company() -> Quarter:
    quarter = Quarter().goal("delight", COMPANY, ["nps"]).goal("fast", ENGINEERING, ["latency"])
    return quarter.link("fast", "delight", "nps")


def escalated() -> Quarter:
    return company().say(
        OpenSession(SYNC, "sync", Q3, STARTS, (ENGINEERING, SUPPORT)),
        RecordOutput(SYNC, Escalation("The API is late", Owner("unit", COMPANY))),
    )


def test_a_cycle_that_is_not_there_has_no_agenda() -> None:
    assert prepare({}) is None


def test_where_nothing_was_said_nothing_is_called_quiet() -> None:
    found = agenda(company())
    assert found.text[1:] == (
        "Nothing has been reported in 2026-Q3 yet, so drift cannot be judged.",
        "No dependency is recorded.",
        "No resource pool has any claims.",
    )
    assert (found.step_in_at, found.drifting, found.overdue, found.contentions) == ((), (), (), ())


def test_what_was_looked_at_and_is_quiet_is_said_to_be() -> None:
    quarter = company().say(
        RequestDependency(
            ObjectiveId("fast"), KeyResultId("latency"), DependencyId("d"), SUPPORT, "a list", ENDS
        ),
        OpenPool(PoolId("design"), "Design", "days", 5, STARTS),
        ClaimResource(Q3, ClaimId("c"), PoolId("design"), ObjectiveId("fast"), STARTS, ENDS, 4),
    )
    for number in range(4):
        day = STARTS + timedelta(7 * number + 2)
        quarter.on(day).report("fast", "latency", 8 * number + 8, 5)
    assert agenda(quarter).text[1:] == (
        "The only key result that can be judged is not drifting.",
        "No delivery between units is overdue or promised too late.",
        "No resource pool is overbooked.",
    )


def test_what_is_at_risk_is_on_it_with_its_reasons() -> None:
    quarter = company().on(STARTS + timedelta(7)).report("delight", "nps", 1, 4)
    (risk,) = agenda(quarter.on(STARTS + timedelta(14)).report("delight", "nps", 1, 2)).step_in_at
    assert (risk.title, risk.health.status) == ("Nps", "at_risk")
    assert risk.health.reasons[0].text == "Its owner's confidence is 2 and falling."


def test_what_will_probably_miss_is_on_it_at_whatever_level() -> None:
    quarter = company()
    for number in range(6):
        quarter.on(STARTS + timedelta(7 * number + 2)).report("fast", "latency", 0, 1)
    found = agenda(quarter)
    assert [one.title for one in found.drifting] == ["Latency"]
    assert "1 drift alert is raised." in found.text


def test_an_overdue_delivery_is_on_it() -> None:
    need = DependencyId("need")
    quarter = company().say(
        RequestDependency(
            ObjectiveId("fast"),
            KeyResultId("latency"),
            need,
            SUPPORT,
            "logs",
            STARTS + timedelta(9),
        ),
        AcceptDependency(ObjectiveId("fast"), need),
    )
    found = agenda(quarter.on(STARTS + timedelta(20)).report("fast", "latency", 0, 4))
    assert [one.deliverable for one in found.overdue] == ["logs"]
    assert "1 delivery between units is overdue." in found.text


def test_a_delivery_that_is_promised_too_late_is_on_it_before_its_day() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export"), accept("quick", "export"))
    assert agenda(quarter).too_late == ()
    found = agenda(quarter.say(slip("quick", "export", week(8))))
    assert [(one.deliverable, one.days_late) for one in found.too_late] == [("the export", 14)]
    assert (found.too_late_total, found.overdue_total) == (1, 0)
    assert "1 delivery between units is promised too late." in found.text


def test_an_escalation_is_on_it_until_it_is_answered() -> None:
    quarter = escalated()
    (waiting,) = agenda(quarter).escalations
    assert (waiting.text, waiting.to.name, waiting.number) == ("The API is late", "Acme", 1)
    assert "1 escalation from the syncs waits for an answer." in agenda(quarter).text
    answered = agenda(quarter.say(AnswerEscalation(SYNC, 1, "From Monday on")))
    assert (answered.escalations_total, answered.escalations) == (0, ())


def test_what_earlier_reviews_decided_is_on_it_and_what_syncs_decided_is_not() -> None:
    quarter = escalated().say(
        RecordOutput(SYNC, Decision("Meet again on Friday")),
        OpenSession(REVIEW, "business_review", Q3, STARTS, (COMPANY,)),
        RecordOutput(REVIEW, MORE),
    )
    assert [(one.text, one.about) for one in agenda(quarter).decided] == [(MORE.text, "resources")]
