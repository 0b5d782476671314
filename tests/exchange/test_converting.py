"""Lines of other systems' files become the rows that a mapping says, or are told by their line."""

from __future__ import annotations

import csv
import io

import pytest

from api.exchange.converting.converting import convert
from api.exchange.converting.mapping import read_rules
from api.exchange.problems import ConvertRefused
from tests.exchange.books import book

RULES = """
[tables.stage]
done = "published"
open = "draft"

[[row]]
cells = { kind = "unit", id = "all", text = "Everybody", level = "company" }

[[row]]
from = "wishes.csv"
cells = { kind = "person", id = "{who}", parent_id = "all", text = "{who}" }

[[row]]
from = "wishes.csv"
when = { kind = ["goal"] }
[row.cells]
kind = "objective"
id = "wish {line}"
owner = "{who}"
text = "{title|kind}"
stage = "{state>stage}"
"""
WISHES = "kind,who,title,state\ngoal,Ada,Fly,done\nnote,Ada,,\ngoal,Bo,,open\n"


def rows(
    rules: str = RULES, wishes: str = WISHES, *, company: str | None = None, **others: str
) -> list[dict[str, str]]:
    """The rows that come of a file, each without its empty cells."""
    files = {"wishes.csv": wishes.encode()}
    files |= {f"{name}.csv": text.encode() for name, text in others.items()}
    body = convert(read_rules(rules.encode()), files, company=company).body.decode()
    return [
        {column: cell for column, cell in one.items() if cell}
        for one in csv.DictReader(io.StringIO(body))
    ]


def refusals(rules: str = RULES, wishes: str = WISHES, **others: str) -> list[str]:
    with pytest.raises(ConvertRefused) as refused:
        rows(rules, wishes, **others)
    return [str(problem) for problem in refused.value.problems]


def goals(mapping: str, wishes: str) -> list[dict[str, str]]:
    """What a mapping with one row makes of a file, without the kind."""
    top, _, row = mapping.rpartition("---")
    made = rows(f'{top}\n[[row]]\nfrom = "*"\n{row}\n', wishes)
    return [{column: cell for column, cell in one.items() if column != "kind"} for one in made]


def test_each_line_becomes_the_rows_that_the_mapping_says() -> None:
    objectives = [one for one in rows() if one["kind"] == "objective"]
    assert [(one["id"], one["text"], one["stage"]) for one in objectives] == [
        ("wish 2", "Fly", "published"),
        ("wish 4", "goal", "draft"),
    ]


def test_rows_that_come_out_the_same_are_written_once() -> None:
    assert [one["id"] for one in rows() if one["kind"] == "person"] == ["Ada", "Bo"]


def test_two_different_rows_cannot_have_one_id() -> None:
    assert refusals(RULES.replace('id = "wish {line}"', 'id = "wish"')) == [
        (
            "line 4: Two different rows would have the id 'wish': this one and that of line 2."
            " They differ in owner, text, stage. Where the first counts, say once = true."
        ),
    ]


def test_of_rows_with_one_id_the_first_can_count() -> None:
    made = goals('---once = true\ncells = { kind = "unit", id = "{a}", text = "{b}" }',
                 "a,b\n1,x\n1,y\n2,z\n")  # fmt: skip
    assert [one["text"] for one in made] == ["x", "z"]


def test_all_that_is_wrong_is_told_at_once_by_line_and_column_of_the_file() -> None:
    wishes = "\n\nkind,who,title,state\ngoal,Ada,Fly,perhaps\ngoal,,Swim,open\ngoal,Cy,Run,#N/A\n"
    assert refusals(wishes=wishes) == [
        "line 4, column state: The table 'stage' of the mapping does not say what 'perhaps' means.",
        (
            "line 5, column who: It is empty, and a row takes its id from it. Where it holds on"
            " from the line above, the mapping says fill_down; where such lines are passed over,"
            " it says unless."
        ),
        "line 6, column state: '#N/A' is what a program writes where it has no value.",
    ]


def test_a_column_that_the_file_does_not_have_is_told_once_with_those_it_has() -> None:
    assert refusals(RULES.replace("{title|kind}", "{name}")) == [
        "line 1, column name: wishes.csv has no such column; it has: kind, who, title, state."
    ]
    rules = f'[columns]\nname = ["Name", "Goal"]\n{RULES}'
    assert refusals(rules.replace("{title|kind}", "{name}"))[0].startswith(
        "line 1, column name: wishes.csv has no column Name or Goal; it has:"
    )


def test_what_is_missing_is_told_of_the_line_that_looks_most_like_a_header() -> None:
    rules = RULES.replace("{title|kind}", "{name}")
    assert refusals(rules, f"Our wishes,,,\n\n{WISHES}") == [
        "line 3, column name: wishes.csv has no such column; it has: kind, who, title, state."
    ]


def test_a_column_may_be_missing_where_the_mapping_says_so() -> None:
    assert rows(RULES.replace("{title|kind}", "{name?|title|kind}")) == rows()


@pytest.mark.parametrize("header", ["Goal ID", "goal_id", "GOAL-ID", "goalId"])
def test_a_column_is_found_whatever_its_case_and_form(header: str) -> None:
    assert goals('---cells = { kind = "unit", id = "{Goal ID}" }', f"{header}\n7\n") == [
        {"id": "7"}
    ]


def test_of_columns_that_differ_in_form_only_the_very_name_is_meant() -> None:
    mapping = '---cells = { kind = "unit", id = "{goal}" }'
    assert goals(mapping, "Goal,goal\n1,2\n") == [{"id": "2"}]
    assert refusals(f'[[row]]\nfrom = "*"\n{mapping[3:]}', "Goal,GOAL\n1,2\n") == [
        "line 1, column goal: wishes.csv has several columns that may be meant by it."
    ]


def test_a_column_may_be_called_in_several_ways() -> None:
    mapping = (
        '[columns]\ntitle = ["Objective", "Name"]\n---cells = { kind = "unit", id = "{title}" }'
    )
    assert goals(mapping, "Name\n1\n") == goals(mapping, "Name,Objective\n2,1\n") == [{"id": "1"}]


def test_numbers_days_and_units_are_read_as_the_mapping_says_where_an_import_has_such_columns() -> (
    None
):
    mapping = """
        numbers = "1.234,5"
        dates = ["31.12.2026", "31-Dec-26"]
        ---cells = { kind = "key_result", id = "k {line}", text = "{from} to {to}", \
            baseline = "{from}", target = "{to}", unit = "{to}", due = "{by}" }
    """
    made = goals(mapping, "from;to;by\n1.200 €;800 €;31.12.2026\n88%;95%;12-Nov-26\n")
    assert made == [
        {"id": "k 2", "text": "1.200 € to 800 €", "baseline": "1200", "target": "800",
         "unit": "€", "due": "2026-12-31"},
        {"id": "k 3", "text": "88% to 95%", "baseline": "88%", "target": "95%", "unit": "%",
         "due": "2026-11-12"},
    ]  # fmt: skip


def test_a_number_in_another_notation_is_told_by_its_column_in_the_file() -> None:
    rules = '[[row]]\nfrom = "*"\ncells = { kind = "key_result", id = "{a}", target = "{Goal}" }'
    assert refusals(rules, 'a,Goal\n1,"1,200"\n2,3\n') == [
        (
            "line 2, column Goal: '1,200' is not a number that is written like 1234.5 (`numbers` in"
            " the mapping says how, or --numbers)."
        ),
    ]


def test_blank_cells_of_some_columns_hold_what_stands_above() -> None:
    mapping = (
        'fill_down = ["goal"]\n---cells = { kind = "unit", id = "{goal} {kr}", text = "{who}" }'
    )
    made = goals(mapping, "goal,kr,who\nGrow,1,Ada\n,2,\nShrink,3,\n\n,4,Bo\n")
    assert made == [
        {"id": "Grow 1", "text": "Ada"}, {"id": "Grow 2"}, {"id": "Shrink 3"},
        {"id": "Shrink 4", "text": "Bo"},
    ]  # fmt: skip


def test_lines_with_certain_cells_are_passed_over_whatever_their_case() -> None:
    mapping = """---
        unless = { goal = [""], state = ["Dropped", "moved"] }
        cells = { kind = "unit", id = "{goal}" }
    """
    made = goals(mapping, "goal,state\nGrow,\n,open\nShrink,DROPPED\nMove,moved \nStay,open\n")
    assert [one["id"] for one in made] == ["Grow", "Stay"]


def test_a_list_stands_for_each_of_its_items_or_for_the_first() -> None:
    mapping = (
        '[lists]\nparents = ","\n---{}\ncells = {{ kind = "link", id = "{{id}} {{parents}}" }}'
    )
    wishes = 'id,parents\n1,\n2,1\n5," 2, 4 ,"\n'
    each = goals(mapping.format('each = "parents"'), wishes)
    assert [one["id"] for one in each] == ["2 1", "5 2", "5 4"]
    first = goals(mapping.format(""), wishes)
    assert [one["id"] for one in first] == ["1 ", "2 1", "5 2"]


def test_items_may_be_separated_by_line_breaks() -> None:
    mapping = '[lists]\nwho = " "\n---each = "who"\ncells = { kind = "unit", id = "{who}" }'
    assert [one["id"] for one in goals(mapping, 'who\n"a@b.org\nc@d.org"\n')] == [
        "a@b.org", "c@d.org",
    ]  # fmt: skip


def test_a_line_may_look_at_another_one() -> None:
    rules = """
        [lists]
        above = ","
        [lookup.parent]
        where = { id = "above" }
        from = "wishes.csv"
        [lookup.person]
        from = "people.csv"
        where = { mail = "who" }
        [[row]]
        from = "wishes.csv"
        each = "above"
        when = { "parent.kind" = ["goal"] }
        cells = { kind = "unit", id = "{id} under {parent.title}", text = "{person.name|who}" }
    """
    wishes = (
        'id,kind,title,above,who\n1,goal,Fly,,A@x.org\n2,kr,Up,1,b@x.org\n3,kr,X,"2,1,9",a@x.org\n'
    )
    assert rows(rules, wishes, people="mail,name\na@x.org,Ada\n") == [
        {"kind": "unit", "id": "2 under Fly", "text": "b@x.org"},
        {"kind": "unit", "id": "3 under Fly", "text": "Ada"},
    ]
    assert refusals(rules.replace("{person.name", "{person.nick"), wishes, people="mail\n1\n") == [
        "line 1, column nick: people.csv has no such column; it has: mail."
    ]


def test_a_line_that_was_looked_up_may_look_at_another_one() -> None:
    rules = """
        [lookup.kr]
        from = "krs.csv"
        where = { id = "kr" }
        [lookup.goal]
        from = "goals.csv"
        where = { id = "goal" }
        [[row]]
        from = "wishes.csv"
        when = { "kr.goal.open" = ["yes"] }
        cells = { kind = "check_in", id = "{line}", narrative = "{kr.goal.title}" }
    """
    krs, above = "id,goal\nk,g\nl,h\nm,x\n", "id,title,open\ng,Grow,yes\nh,Rest,no\n"
    assert rows(rules, "kr\nl\nk\nm\n", krs=krs, goals=above) == [
        {"kind": "check_in", "id": "3", "narrative": "Grow"}
    ]


def test_who_the_company_is_is_asked_where_a_row_needs_it() -> None:
    rules = """
        [[row]]
        from = "*"
        unless = { team = [""] }
        cells = { kind = "unit", id = "all", text = "{company}" }
        [[row]]
        from = "*"
        cells = { kind = "unit", id = "{team|id}" }
    """
    with_teams = "id,team\n1,Sales\n2,\n"
    assert refusals(rules, with_teams) == [
        "the file: It does not say who the company is; name it: --company NAME."
    ]
    assert rows(rules, with_teams, company="Acme")[0] == {
        "kind": "unit", "id": "all", "text": "Acme",
    }  # fmt: skip
    assert rows(rules, "id,team\n1,\n") == [{"kind": "unit", "id": "1"}]


def test_a_table_may_say_what_an_empty_cell_means_and_keep_other_words() -> None:
    mapping = """
        tables.home = { "" = "Company", Board = "Company", "*" = "*" }
        ---cells = { kind = "unit", id = "{line}", text = "{team>home}" }
    """
    made = goals(mapping, "team,x\n,1\nboard,2\nSales,3\n")
    assert [one["text"] for one in made] == ["Company", "Company", "Sales"]


def test_a_cell_of_which_nothing_is_filled_in_is_empty() -> None:
    mapping = '---cells = { kind = "unit", id = "{a}", parent_id = "unit {b}" }'
    assert goals(mapping, "a,b\n1,\n2,1\n") == [{"id": "1"}, {"id": "2", "parent_id": "unit 1"}]


def test_a_table_leaves_an_empty_cell_empty_and_may_say_what_all_else_means() -> None:
    mapping = """
        tables.sure = { "On track" = 4, "*" = 2 }
        ---cells = { kind = "check_in", id = "{a}", confidence = "{b>sure}" }
    """
    assert goals(mapping, "a,b\n1,on  TRACK\n2,\n3,late\n") == [
        {"id": "1", "confidence": "4"}, {"id": "2"}, {"id": "3", "confidence": "2"},
    ]  # fmt: skip


def test_some_words_stand_for_nothing() -> None:
    mapping = """
        nothing = ["-", "TBD"]
        fill_down = "b"
        ---cells = { kind = "unit", id = "{a}", text = "{b}" }
    """
    assert goals(mapping, "a,b\n1,x\n2,tbd\n") == [
        {"id": "1", "text": "x"}, {"id": "2", "text": "x"},
    ]  # fmt: skip


def test_files_are_told_apart_by_their_names() -> None:
    assert refusals(RULES.replace("wishes.csv", "others.csv")) == [
        "the file: The mapping does not read wishes.csv; it reads: others.csv.",
        "the file: The mapping needs a file that is called others.csv.",
    ]
    assert rows(RULES.replace("wishes.csv", "W*.csv")) == rows()
    assert refusals(RULES.replace("wishes.csv", "*wish*"), wish="a\n") == [
        "the file: Several files are called like *wish*, and one is meant: wishes.csv, wish.csv."
    ]


def test_a_file_need_not_be_given_where_the_mapping_says_so() -> None:
    extra = '[[row]]\nfrom = "extra.csv"\nif_given = true\ncells = { kind = "unit", id = "{a}" }'
    assert rows(f"{RULES}{extra}") == rows()
    assert rows(f"{RULES}{extra}", extra="a\nx\n") == [*rows(), {"kind": "unit", "id": "x"}]


def test_of_several_files_the_one_with_the_fault_is_named() -> None:
    extra = '[[row]]\nfrom = "extra.csv"\ncells = { kind = "unit", id = "{a}", text = "{b}" }'
    assert refusals(f"{RULES}{extra}", extra="a,b\n,x\n")[0].startswith(
        "line 2, column a: extra.csv: It is empty"
    )


def test_what_stands_under_no_column_or_in_no_table_is_told_with_the_file() -> None:
    assert refusals(wishes=f"{WISHES}goal,Cy,Swim,open,soon\n") == [
        "line 5: wishes.csv: 'soon' stands in column 5, which has no name."
    ]
    assert refusals(wishes="") == [
        "the file: wishes.csv: It is empty; the first line names the columns."
    ]


def test_a_workbook_is_read_and_its_numbers_are_in_no_notation() -> None:
    rules = read_rules(b"""
        numbers = "1.234,5"
        dates = "31.12.2026"
        [[row]]
        from = "*.xlsx"
        cells = { kind = "key_result", id = "{Name}", target = "{Goal}", unit = "{Goal}" }
    """)
    goals_of_all = [["Our goals"], [], ["Name", "Goal"], ["a", 1.234], ["b", "1.234"], ["c", 0.6]]
    body = book({"Goals": goals_of_all, "Notes": [["Read me"]]}, formats={"B6": "0%"})
    done = convert(rules, {"goals.xlsx": body})
    assert done.body.decode().splitlines()[1:] == [
        "key_result,a,,,1.234,", "key_result,b,,,1234,", "key_result,c,,,60%,%",
    ]  # fmt: skip
    assert done.notes == [
        "goals.xlsx: The sheet 'Goals' is read; 'Notes' is not (--sheet names another)."
    ]
