"""Examples for the documentation: each can be sent as it is, with ids of your own."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

UNIT_ID: Final = "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c01"
CYCLE_ID: Final = "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c02"
OBJECTIVE_ID: Final = "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c03"
KEY_RESULT_ID: Final = "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c04"
PERSON_ID: Final = "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c07"
POOL_ID: Final = "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c06"

UNIT: Json = {"name": "Customer Success", "kind": "team", "parent_id": UNIT_ID}
TEAMS_CHAT: Json = {"url": "https://example.com/workflows/4f1c/triggers/manual/paths/invoke"}
APPRISE: Json = {"url": "https://apprise.example.com/notify/okr"}
SLACK_APP: Json = {"bot_token": "xoxb-0000000000-example", "room": "C0123456789"}
EMAIL_ADDRESS: Json = {"email": "ada.osei@example.com"}
PERSON: Json = {"name": "Ada Osei", "unit_id": UNIT_ID}
CYCLE: Json = {"name": "2026 Q1", "starts": "2026-01-01", "ends": "2026-03-31", "kind": "quarter"}
YEAR: Json = {"year": 2027}
SETTINGS: Json = {"fiscal_start": 10}
NOTICE_POLICY: Json = {"quiet_from": 19, "quiet_until": 8, "digest_hour": 9, "most_a_week": 5}
NOTICE_PREFERENCES: Json = {"time_zone": "America/New_York", "digest_only": False}
CHANNELS: Json = {"declined": ["slack"]}
NEW_NAME: Json = {"name": "Customer Care", "effective": "2026-04-01"}
NEW_PARENT: Json = {"parent_id": UNIT_ID, "effective": "2026-04-01"}
MERGER: Json = {"into_id": UNIT_ID, "effective": "2026-04-01"}
END: Json = {"reason": "Its work is done", "effective": "2026-04-01"}
NEW_HOME: Json = {"unit_id": UNIT_ID, "effective": "2026-04-01"}
NEW_ROLE: Json = {"role": "unit_lead", "effective": "2026-04-01"}
LEAVING: Json = {"effective": "2026-04-01"}
STAND_IN: Json = {"substitute_id": PERSON_ID, "first": "2026-02-09", "last": "2026-02-20"}
PHASE: Json = {"phase": "active"}
OBJECTIVE: Json = {
    "cycle_id": CYCLE_ID,
    "title": "New customers reach their first success within days",
    "owner": {"kind": "unit", "id": UNIT_ID},
}
KEY_RESULT: Json = {
    "title": "Median time to first value falls from 14 to 5 days",
    "metric": {"type": "decrease", "baseline": 14, "target": 5, "unit": "days"},
    "weight": 2,
    "due": "2026-03-31",
    "ambition": "aspirational",
}
CHECK_IN: Json = {
    "effective": "2026-02-02",
    "value": 11,
    "confidence": 3,
    "narrative": "The guided setup is live for half of the new accounts.",
    "blockers": [{"name": "data import", "kind": "dependency", "note": "waits for the platform"}],
}
FORECAST: Json = {"value": 34, "note": "The import will come too late for this quarter."}
CORRECTION: Json = {
    "reason": "Counted trial accounts as well",
    "value": 12,
    "confidence": 3,
    "narrative": "The guided setup is live for half of the new accounts.",
}
LINK: Json = {
    "parent_objective_id": OBJECTIVE_ID,
    "key_result_id": KEY_RESULT_ID,
    "kind": "contributes",
    "mechanism": "Accounts that succeed early renew more often",
    "strength": "strong",
    "link_test": "yes",
}

FINDING: Json = {
    "kind": "conflict",
    "text": "Sales and Customer Success promise the same people two different things",
    "unit_id": UNIT_ID,
}
RESOLVED: Json = {"resolution": "settled", "how": "Both teams now link to the same key result"}
ANSWERED: Json = {"resolution": "dismissed", "how": "The audit is what our customers pay for."}
REASON: Json = {"reason": "The link was taken back"}
SUMMARY: Json = {"summary": "Two gaps are left; both are accepted for this quarter."}

SCHEDULE: Json = {
    "kind": "check_in",
    "recurrence": {"type": "weekly", "weekday": "friday", "every": 2},
    "at": "15:00",
    "minutes": 30,
    "starting": "2026-02-06",
    "unit_id": UNIT_ID,
}
RITUAL_CHANGE: Json = {"kind": "sync", "starting": "2026-02-09", "unit_id": UNIT_ID}
HOLIDAY: Json = {"name": "Carnival", "first": "2026-02-16", "last": "2026-02-17"}
SESSION: Json = {
    "kind": "sync",
    "cycle_id": CYCLE_ID,
    "day": "2026-02-03",
    "unit_ids": [UNIT_ID],
}
OUTPUT: Json = {
    "output": {
        "type": "escalation",
        "text": "The platform's data import is two weeks late",
        "to": {"kind": "unit", "id": UNIT_ID},
        "objective_id": OBJECTIVE_ID,
    }
}
SESSION_CLOSED: Json = {
    "summary": "Two promises stand, one is late.",
    "outputs": [
        {"type": "decision", "text": "Ada helps the platform for a week", "about": "resources"}
    ],
}
ANSWER: Json = {"number": 1, "answer": "A second engineer joins on Monday"}
POOL: Json = {
    "name": "Design",
    "measured_in": "person-days",
    "per_week": 10,
    "opens": "2026-01-01",
    "unit_id": UNIT_ID,
}
CAPACITY: Json = {"starts": "2026-02-16", "per_week": 15}
CLOSING: Json = {"closes": "2026-12-31"}
CLAIM: Json = {
    "pool_id": POOL_ID,
    "starts": "2026-01-19",
    "ends": "2026-02-13",
    "per_week": 12,
    "note": "Screens of the guided setup",
}
TERMS: Json = {"starts": "2026-01-26", "ends": "2026-02-20", "per_week": 8}
RELEASING: Json = {"reason": "The team drew them itself"}
TASK: Json = {
    "week": 5,
    "title": "Interview five accounts that gave up during setup",
    "hours": 6,
    "objective_id": OBJECTIVE_ID,
    "key_result_id": KEY_RESULT_ID,
}
EDITED_TASK: Json = {
    "title": "Interview eight accounts that gave up during setup",
    "hours": 9,
    "objective_id": OBJECTIVE_ID,
    "key_result_id": KEY_RESULT_ID,
}
ANOTHER_WEEK: Json = {"week": 6}
DROPPING: Json = {"reason": "They answered in writing"}
DEPENDENCY: Json = {
    "key_result_id": KEY_RESULT_ID,
    "provider_id": UNIT_ID,
    "deliverable": "the billing export",
    "due": "2026-02-13",
    "note": "One file per account would do.",
}
PROMISE: Json = {"promised": "2026-02-13", "note": "With the next release"}
SLIP: Json = {"promised": "2026-02-20", "reason": "The old format has to be read as well"}
NO_TIME: Json = {"reason": "Nobody has the time before April"}
AT_RISK: Json = {"reason": "The one who knows the format is ill"}
CONFIRMED: Json = {"note": "A colleague took it over"}
DELIVERED: Json = {"on": "2026-02-03", "note": "In the shared folder"}
NOT_NEEDED: Json = {"reason": "The accounts can be counted without it"}
ASKED_AGAIN: Json = {"reason": "A later day would do", "due": "2026-03-06"}
SCORES: Json = {
    "objective_id": OBJECTIVE_ID,
    "scores": {KEY_RESULT_ID: 0.7},
    "comment": "The last two weeks made the difference.",
}
RETROSPECTIVE: Json = {
    "went_well": ["Support and engineering planned together"],
    "went_badly": ["The data import started four weeks late"],
    "lessons": [
        {
            "text": "Ask for what another team has to deliver before committing",
            "verdict": "change",
            "root_cause": "Nobody had asked the platform team whether it had the time",
            "objective_id": OBJECTIVE_ID,
        }
    ],
}
RESET: Json = {
    "into_cycle_id": CYCLE_ID,
    "decisions": [{"type": "carry_over", "objective_id": OBJECTIVE_ID}],
}

CALENDAR: Json = {"owner": {"kind": "unit", "id": UNIT_ID}, "expires_at": "2027-01-31T00:00:00Z"}
BET_ID: Final = "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c21"
OUTCOME_ID: Final = "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c22"
YEAR_ID: Final = "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c23"

BET: Json = {
    "kind": "north_star",
    "title": "Every team finishes what it plans",
    "starts": "2026-01-01",
    "ends": "2028-12-31",
    "measure": "Teams that finish their week's plan",
    "metric": {"type": "increase", "baseline": 400, "target": 2000, "unit": "teams"},
}
BET_END: Json = {"on": "2027-06-30", "reason": "It came true sooner than we thought"}
OUTCOME: Json = {
    "cycle_id": YEAR_ID,
    "title": "Customers renew without being asked",
    "owner": {"kind": "unit", "id": UNIT_ID},
    "metric": {"type": "increase", "baseline": 82, "target": 90, "unit": "%"},
    "bet_id": BET_ID,
}
OUTCOME_EDITED: Json = {name: OUTCOME[name] for name in ("owner", "metric", "bet_id")} | {
    "title": "Customers renew on their own"
}
OUTCOME_DROPPED: Json = {"reason": "We leave this market"}
OUTCOME_REPORT: Json = {"effective": "2026-01-31", "value": 83.5, "note": "From billing"}
ASSESSMENT: Json = {
    "verdict": "partly",
    "comment": "88 of 90 %, and rising",
    "lessons": ["Renewals are decided in the first week"],
}
REFRESHMENT: Json = {
    "cycle_id": YEAR_ID,
    "title": "Customers renew and tell others",
    "metric": {"type": "increase", "baseline": 88, "target": 93, "unit": "%"},
}
ADVANCED: Json = {"outcome_ids": [OUTCOME_ID]}

WORDING: Json = {"title": "New customers succeed in their first week", "description": ""}
CHALLENGE: Json = {"reason": "Which customers? Five days is what we have with large accounts."}
REFINEMENT: Json = {"answer": "Small accounts only, and down to three days"}
REVISION: Json = {
    "reason": "The guided setup is postponed to next quarter",
    "changes": {
        "key_results": [
            {
                "key_result_id": KEY_RESULT_ID,
                "title": "Median time to first value falls from 14 to 8 days",
                "metric": {"type": "decrease", "baseline": 14, "target": 8, "unit": "days"},
                "weight": 2,
            }
        ],
    },
}

COMMENT: Json = {
    "text": "Half of the new accounts is a good start.\n\nWhat keeps the other half?",
    "key_result_id": KEY_RESULT_ID,
    "mentions": [PERSON_ID],
}
SEEN: Json = {"note": "Read. Ask me when the import needs a decision."}
SAID: Json = {"text": "The data import. It is ready next week.", "mentions": [PERSON_ID]}
ON_IT: Json = {"note": "We talk to the platform team on Thursday."}
SNOOZE: Json = {"until": "2026-03-02", "note": "The data import arrives at the end of February."}
LIVED_WITH: Json = {"reason": "We know, and do the import by hand in this quarter"}
NOT_LIVED_WITH: Json = {"reason": "By hand it takes longer than we have"}
USEFUL: Json = {"verdict": "useful", "note": "We would have noticed a month later."}
NOT_OUR_TONE: Json = {"reason": "We talk about work here, not about people"}

DONE: Json = {"id": "0b1f6f0e-3c5d-4c58-8a7e-6d2f9a4b1c05", "position": 42, "version": 3}
