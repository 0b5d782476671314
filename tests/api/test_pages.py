"""Pages that people read: whoever was told something opens its link, and nobody sees more."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from httpx import Response

from api.http.pages import history
from domain.notices.notice import KINDS, page_of
from projections.views.objective.confidence import Before, ConfidenceWeek, Point
from tests.api.browsing import Browser
from tests.api.conftest import Clock
from tests.api.party import Party, Plan, check_ins, drafted, planned
from tests.api.told import Everything, Message

NOWHERE = "00000000-0000-4000-8000-000000000000"


class Told:
    """The story, once it was told."""

    def __init__(self, story: Everything, messages: list[Message]) -> None:
        self.story = story
        self.messages = messages


@pytest.fixture
async def told(acme: Party, clock: Clock) -> Told:
    story = Everything(acme, clock)
    return Told(story, await story.told())


async def test_a_message_of_each_kind_leads_whoever_got_it_to_a_page(told: Told) -> None:
    assert {one.kind for one in told.messages} == set(KINDS)
    for one in told.messages:
        reader = await told.story.speaking(one.person_id, "member")
        page = await reader.get(page_of(one.link))
        assert page.status_code == 200, (one, page.text)
        assert page.headers["content-type"] == "text/html; charset=utf-8", one
        assert "<h1>" in page.text, one


async def test_every_page_leads_on_to_pages_and_shows_what_people_wrote_as_text(told: Told) -> None:
    reader = await told.story.speaking(told.story.eve, "executive")
    ahead, read = ["/pages", *(page_of(one.link) for one in told.messages)], set()
    while ahead:
        address = ahead.pop()
        if address in read:
            continue
        read.add(address)
        page = await reader.get(address)
        assert page.status_code == 200, (address, page.text)
        assert "<script" not in page.text.lower(), address
        assert not re.search(r"<[^>]*\son\w+=", page.text), address
        assert not re.search(r"<[^>]*\sstyle=", page.text), address
        assert "49" not in re.findall(r"&#34;(.*?)&#34;", page.text), address
        for link in map(unescape, re.findall(r'href="(.*?)"', page.text)):
            assert link.startswith(("/pages", "/docs", "data:,")), (address, link)
            if link.startswith("/pages") and link != "/pages/style.css":
                ahead.append(link)
    kinds = {one.split("/")[2] for one in read if one.count("/") > 1}
    assert kinds == {
        "adherence", "alignment", "brief", "confidence", "dependencies", "drift", "inbox",
        "objectives", "prompts", "sessions",
    }  # fmt: skip


async def test_a_page_says_what_its_documents_say(told: Told) -> None:
    story = told.story
    reader = await story.speaking(story.lia)
    drift = (await reader.get(f"/v1/drift/{story.fast}")).json()["alert"]
    page = unescape((await reader.get(f"/pages/drift/{story.fast}")).text)
    assert drift["text"] in page
    assert drift["stands"] in page
    for line in drift["evidence"]:
        assert f">{line['reason']}</th><td>{line['weight']:+.2f}</td>" in page
    answered = (await reader.get(f"/v1/drift/{story.lost}")).json()["alert"]["handling"]["text"]
    assert answered in unescape((await reader.get(f"/pages/drift/{story.lost}")).text)
    aligned = (await reader.get(f"/v1/alignment/{story.cycle}")).json()
    page = unescape((await reader.get(f"/pages/alignment/{story.cycle}")).text)
    assert aligned["answer"]["text"] in page
    waits = (await reader.get(f"/v1/dependencies/{story.cycle}")).json()
    page = unescape((await reader.get(f"/pages/dependencies/{story.cycle}")).text)
    assert all(text in page for text in (*waits["text"], waits["urgent"][0]["text"]))


async def test_who_has_a_page_is_told_so_until_it_says_something_else(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    address = f"/pages/objectives/{plan.objective}"
    first = await acme.get(address)
    assert first.headers["cache-control"] == "private, no-cache"
    again = await acme.get(address, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    await acme.made(check_ins(plan), {"effective": "2026-02-03", "value": 9})
    await acme.refreshed()
    assert (await acme.get(address, if_none_match=first.headers["etag"])).status_code == 200


async def test_nothing_may_run_on_a_page(acme: Party) -> None:
    await acme.refreshed()
    style = await acme.client.get("/pages/style.css")
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    policy = (await acme.get("/pages")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert not re.search("unsafe|script|nonce", policy)


# Who may read


@pytest.mark.parametrize(
    "path",
    ["/pages", "/pages/inbox", f"/pages/drift/{NOWHERE}", f"/pages/confidence/{NOWHERE}?on=x"],
)
async def test_who_is_not_logged_in_is_led_to_the_login_and_back(acme: Party, path: str) -> None:
    browser = Browser(acme)
    led = await browser.open(path)
    assert led.status_code == 303
    assert led.headers["location"] == str(browser.client.build_request(
        "GET", "/v1/login", params={"next": path}
    ).url.raw_path, "ascii")  # fmt: skip
    told = await browser.open(led.headers["location"])
    assert (told.status_code, "Single sign-on is not set up" in told.text) == (404, True)


async def test_who_logs_in_with_a_link_begins_at_the_first_page(acme: Party) -> None:
    unit = await acme.made("/v1/units", {"name": "Acme", "kind": "company"})
    ada = await acme.made("/v1/people", {"name": "Ada", "unit_id": unit})
    await acme.refreshed()
    browser = Browser(acme)
    led = await browser.log_in(ada)
    page = await browser.open(led.headers["location"])
    assert (page.status_code, "Read as Ada" in page.text) == (200, True)
    assert (await browser.open("/pages/inbox")).status_code == 200


async def test_a_draft_that_one_may_not_see_has_the_page_of_what_is_not_there(acme: Party) -> None:
    plan = await planned(acme)
    draft, _ = await drafted(acme, plan)
    await acme.refreshed()
    outside = await acme.made(
        "/v1/units", {"name": "Sales", "kind": "team", "parent_id": plan.company}
    )
    stranger, own = (
        await acme.with_role("member", outside),
        await acme.with_role("member", plan.team),
    )
    for page in ("objectives/{}", "confidence/{}", "objectives/{}/conversation", "brief/{}:{}"):
        hidden = await stranger.get(f"/pages/{page.format(draft, draft)}")
        absent = await stranger.get(f"/pages/{page.format(NOWHERE, NOWHERE)}")
        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert _without_correlation(hidden) == _without_correlation(absent)
        assert "There is no such view in this workspace." in hidden.text
    for page in ("objectives", "confidence"):
        assert (await own.get(f"/pages/{page}/{draft}")).status_code == 200
    assert "Draft" not in (await stranger.get(f"/pages/alignment/{plan.cycle}")).text


def _without_correlation(page: Response) -> str:
    return page.text.replace(page.headers["x-correlation-id"], "")


async def test_who_is_nobodys_person_has_no_inbox_and_reads_why(acme: Party) -> None:
    page = await acme.get("/pages/inbox")
    assert page.status_code == 403
    assert "An inbox belongs to a person of the organization" in page.text


async def test_an_inbox_has_what_its_person_was_told_and_where_it_leads(told: Told) -> None:
    lia = await told.story.speaking(told.story.lia)
    items = (await lia.get("/v1/inbox?show=open")).json()["items"]
    assert items
    page = await lia.get("/pages/inbox")
    assert page.headers["cache-control"] == "no-store"
    for one in items:
        assert (one["link"], one["title"]) == (page_of(one["view"]), one["title"])
        assert f'<a href="{one["link"]}">' in page.text
        assert one["title"] in unescape(page.text)
        assert f"You get this {one['why']}." in unescape(page.text)


async def test_an_inbox_goes_on_on_further_pages(acme: Party, clock: Clock) -> None:
    story = Everything(acme, clock)
    await story.told()
    ada = await story.speaking(story.ada, "member")
    comments = f"/v1/objectives/{story.plan}/comments"
    for number in range(51):
        await ada.made(comments, {"text": f"No. {number}.", "mentions": [story.lia]})
    await acme.refreshed()
    lia = await story.speaking(story.lia)
    first = (await lia.get("/pages/inbox")).text
    [following] = re.findall(r'rel="next" href="(.*?)"', first)
    rest = await lia.get(unescape(following))
    assert (first.count("<article"), rest.status_code) == (50, 200)
    assert "No. 50." in unescape(first)
    assert "No. 50." not in unescape(rest.text)


async def test_what_a_question_says_is_not_repeated_as_its_reason(told: Told) -> None:
    reader = await told.story.speaking(told.story.eve, "executive")
    said = set()
    for address in {page_of(one.link) for one in told.messages if one.kind == "prompts"}:
        view = (await reader.get(address.replace("/pages", "/v1"))).json()
        page = unescape((await reader.get(address)).text)
        reasons = [
            (reason["text"], reason["text"] in question["text"])
            for question in view["questions"]
            for reason in question["reasons"]
        ]
        for text, in_question in reasons:
            assert page.count(f"<li>{text}</li>") == reasons.count((text, False))
            said.add(in_question)
    assert said == {True, False}


async def test_the_weeks_of_a_unit_say_that_the_present_one_does_not_count_yet(told: Told) -> None:
    reader = await told.story.speaking(told.story.eve, "executive")
    for address in {page_of(one.link) for one in told.messages if one.kind == "cadence"}:
        page = await reader.get(address)
        assert "The present week does not count yet." in page.text


async def test_what_an_objective_of_the_company_waits_for_as_a_whole_is_on_its_page(
    acme: Party,
) -> None:
    plan = await planned(acme)
    draft, _ = await drafted(acme, plan)
    terms = {"title": "Doors", "metric": {"type": "increase", "baseline": 0, "target": 4}}
    doors = await acme.made(f"/v1/objectives/{draft}/key-results", terms)
    for step in ("commit", "publish"):
        await acme.done(f"/v1/objectives/{draft}/{step}")
    asked = {"provider_id": plan.company, "deliverable": "the keys", "due": "2026-02-13"}
    await acme.made(f"/v1/objectives/{draft}/dependencies", {"key_result_id": doors, **asked})
    await acme.refreshed()
    page = (await acme.get(f"/pages/alignment/{plan.cycle}")).text
    assert "waits for 'the keys' from Acme" in unescape(page)


async def test_a_cycle_without_anything_in_it_has_no_empty_tables(acme: Party) -> None:
    ahead = {"name": "2031 Q1", "starts": "2031-01-01", "ends": "2031-03-31"}
    cycle = await acme.made("/v1/cycles", ahead)
    await acme.refreshed()
    confidence = (await acme.get(f"/pages/confidence/{cycle}")).text
    assert "Nothing has been stated yet." in confidence
    assert "<table" not in confidence
    assert "By week" not in (await acme.get(f"/pages/dependencies/{cycle}")).text


# As of an earlier day


async def test_a_page_of_now_names_the_command_that_shows_the_same_as_it_was(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    of_unit = f"/pages/adherence/{plan.cycle}:{plan.team}"
    for page, command in [
        (of_unit, f"adherence --cycle '2026 Q1' --key {plan.team} --as-of DAY"),
        *(
            (f"/pages/{one}/{plan.cycle}", f"{one} --cycle '2026 Q1' --as-of DAY")
            for one in ("alignment", "drift", "dependencies")
        ),
    ]:
        assert f"sightline view {command}" in unescape((await acme.get(page)).text)


@pytest.mark.parametrize("of", ["key_result", "objective", "unit", "cycle"])
async def test_a_history_is_shown_as_it_was_known_by_a_day(acme: Party, of: str) -> None:
    """All of it was recorded today, so that nothing was known of it in the weeks before."""
    plan = await planned(acme)
    said = {"effective": "2026-02-03", "value": 9, "confidence": 2}
    await acme.made(check_ins(plan), said)
    await acme.refreshed()
    key = {"unit": f"{plan.cycle}:{plan.team}"}.get(of) or getattr(plan, of)
    now = (await acme.get(f"/pages/confidence/{key}")).text
    then = (await acme.get(f"/pages/confidence/{key}?on=2026-01-20")).text
    assert "Up to week 3, which ended on 21 January" in then
    assert f'href="/pages/confidence/{key}?on=2026-01-14">← Week 2' in then
    assert f'href="/pages/confidence/{key}?on=2026-01-28">Week 4 →' in then
    if of == "key_result":
        assert "3 February: 9" in now
        assert "Nothing was reported by then." in then
        assert "Drift" not in then.partition("</header>")[2]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("?on=yesterday", "on: has to be a day, such as 2026-06-30"),
        ("?at=2026-01-20", "at: is not a parameter of this address"),
    ],
)
async def test_what_cannot_be_asked_is_answered_in_words(
    acme: Party, asked: str, reason: str
) -> None:
    plan: Plan = await planned(acme)
    await acme.refreshed()
    page = await acme.get(f"/pages/confidence/{plan.cycle}{asked}")
    assert (page.status_code, page.headers["content-type"][:9]) == (422, "text/html")
    assert reason in unescape(page.text)


WEEKS = [ConfidenceWeek(at, date(2026, 1, 7 * at), float(at), float(at)) for at in range(1, 5)]


@pytest.mark.parametrize(
    ("day", "shown", "week", "before", "after"),
    [
        (None, 4, None, 3, None),
        ("2026-01-25", 4, None, 3, None),
        ("2027-01-01", 4, None, 3, None),
        ("2026-01-21", 3, 3, 2, 4),
        ("2026-01-08", 2, 2, 1, 3),
        ("2025-01-01", 1, 1, None, 2),
    ],
)
def test_a_day_stands_for_the_week_that_it_lies_in(
    day: str | None, shown: int, week: int | None, before: int | None, after: int | None
) -> None:
    found = history.slider(WEEKS, day)
    assert len(found.weeks) == shown
    around = [one and one.week for one in (found.week, found.before, found.after)]
    assert around == [week, before, after]


def test_a_check_in_is_shown_as_it_was_before_it_was_corrected() -> None:
    days = [datetime(2026, 1, day, 23, 30, tzinfo=UTC) for day in (5, 12, 19)]
    before = (
        Before(1.0, 5, "First", days[1], "Typing"),
        Before(2.0, 4, "Second", days[2], "Counting"),
    )
    point = Point(
        "c", 1, days[0].date(), days[0], False, False, 3.0, 0.3, 3, "Third", (), before
    )  # fmt: skip
    utc, kolkata = ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata")

    def said(day: int, zone: ZoneInfo = utc) -> list[tuple[str, int]]:
        known = history.known_by([point], date(2026, 1, day), zone)
        return [(one.narrative, len(one.before)) for one in known]

    assert said(4) == []
    assert said(5) == [("First", 0)]
    assert said(5, kolkata) == []
    assert said(12) == [("Second", 1)]
    assert said(19) == [("Third", 2)]


def test_a_line_has_a_gap_where_nothing_was_known() -> None:
    weeks = [*WEEKS[:1], ConfidenceWeek(2, date(2026, 1, 14), None, None), *WEEKS[2:]]
    drawn = history.line(weeks, then=False, room=13)
    assert (drawn.width, drawn.runs) == (312, ["12,60", "60,36 84,24"])
