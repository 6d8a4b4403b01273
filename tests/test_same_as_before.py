"""Today's outputs are those of version 0.1.0, once each changed sentence is put back by the table of changed sentences.

Dates, windows, statuses, keys, ids, UIDs, sequences, stamps and orders can't change unseen: rows of the table carry
values over and hold none. Tests here change one of each in an output, and see that it is told.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from before_outputs import (
    RECORDED,
    VERSION,
    Difference,
    Side,
    cases,
    comparable,
    differences,
    escaped,
    folded,
    on_purpose,
    recorded,
    sides,
    told,
    unescaped,
    values_in,
)
from before_runs import Case, Output, outputs
from before_words import FORMS, Words, days_in, faults_in, parts_of, row_for
from changed_sentences import ADDED, NAMES, OTHERWISE, RECKONED, SENTENCES
from places import ROOT

read = cache(recorded)


@pytest.mark.slow
@pytest.mark.parametrize("name", cases())
def test_outputs_are_as_before(name: str, tmp_path: Path) -> None:
    """What is said today is what was said, after the table has put it back.

    No row finds its sentence in an output of before: else it could make one sentence of two.
    """
    case, recorded_before = read(name)
    before = comparable(recorded_before)
    old, new = sides(case, before, comparable(outputs(case, tmp_path)))
    purposes = [
        (each, on_purpose(name, each)) for each in differences(old, new) if not each.is_hash
    ]
    found = [each for each, purpose in purposes if purpose is None]
    if found:
        pytest.fail(told(found), pytrace=False)
    # An entry whose place is as before again has to go.
    otherwise = {*OTHERWISE, *((*each, "") for each in RECKONED)}
    assert {each for each in otherwise if each[0] == name} == {each for _, each in purposes if each}
    assert (old.faults, new.faults) == ([], [])
    if SENTENCES or NAMES or ADDED:
        words = Words(SENTENCES, NAMES, case.titles, case.titled)
        again = Side(case, before, words, ADDED, hashes_differ=bool(new.hashes))
        assert list(differences(old, again)) == []


def test_no_row_can_hide_a_change() -> None:
    """Rows lose no value and hold none; no two of them say the same."""
    ids = {name for each in cases() for name in (*read(each)[0].events, *read(each)[0].deadlines)}
    assert list(faults_in(SENTENCES, NAMES, ids)) == []


def test_what_is_otherwise_has_a_reason() -> None:
    """What isn't put back stands in the table with its reason, a place at a time; whole runs are few."""
    assert all(len(why) > 10 for why in OTHERWISE.values())
    assert sum(1 for _, _, place in OTHERWISE if not place) <= 3
    hard = ("status", "keys", "due", "earliest", "latest", "uid", "id", "digest")
    assert [each for each in OTHERWISE if each[2].rpartition(".")[2] in hard] == []


def test_renamed_names_are_in_the_changelog() -> None:
    """A key or code that has another name today stands in the changelog, with both names."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    told_of = {name for pair in NAMES.items() for name in pair if f"`{name}`" in text}
    assert {*NAMES, *NAMES.values()} == told_of


def test_what_was_recorded_covers_the_plans() -> None:
    """The recorded plans show every status, and all that a plan can hold, in both languages."""
    plans = {name: case.files["plan.yaml"] for name in cases() if (case := read(name)[0]).deadlines}
    # Recorded plans in which conventions act where they didn't before, or that are refused now, are gone.
    assert len(plans) >= 20
    together = "\n".join(plans.values())
    for word in ("rolled", "every", "working days", "takes:", "after:", "done:", "calendars:"):
        assert word in together
    assert {"vi", "en"} <= set(re.findall(r"^language: (\w+)$", together, re.MULTILINE)) | {"en"}
    said = "".join(each.text for name in plans for each in read(name)[1] if each.kind == "json")
    for status in ("settled", "windowed", "waiting", "conflict", "done"):
        assert f'"status": "{status}"' in said
    assert sum(file.stat().st_size for file in RECORDED.iterdir()) < 1_500_000


# ---------------------------------------------------------------- the table at work

REWORDED = [
    ("to be done by {day:vi-last}", "due {day:en}"),
    ("“{what}” was published as a rule of `{id:id}`", "the rule of `{id:id}`: {what}"),
    ("{name} is fixed for {when}", "`{name}` is known: {when}"),
]
RENAMED = {"calendar_id": "plan", "decided": "settled"}


@cache
def reworded() -> tuple[Case, list[Output], list[Output]]:
    """Give a case, its outputs, and those of a program that says some things otherwise, hashes included."""
    case, before = read("festival")
    turned = [(old, new) for new, old in REWORDED]
    names = {old: new for new, old in RENAMED.items()}
    said = Side(case, before, Words(turned, names, {})).texts
    as_they_are = {
        *(each.run for each in before if each.kind in ("text", "plan")),
        *(each.run for each in before if '"format": "relsched/error' in each.text),
    }
    now = [
        each if each.run in as_they_are else each._replace(text=said[each.run]) for each in before
    ]
    return case, before, now


def found_in(runs: set[str], now: list[Output]) -> tuple[list[Difference], list[str]]:
    """Give what differs in some runs, and the faults, with the table of reworded sentences."""
    case, before, _ = reworded()
    if any(run.startswith("ledger") for run in runs):
        runs = runs | {"ledger: export"}  # the hashes stand there
    old, new = ([each for each in outputs_of if each.run in runs] for outputs_of in (before, now))
    one, other = sides(case, old, new, REWORDED, RENAMED, frozenset())
    return list(differences(one, other)), other.faults


def changed_in(whole: Output, text: str) -> tuple[list[Difference], list[str]]:
    """Give what is found when one output is another text."""
    _, _, now = reworded()
    assert text != whole.text
    return found_in(
        {whole.run}, [each._replace(text=text) if each == whole else each for each in now]
    )


def test_reworded_sentences_are_put_back() -> None:
    """A table puts back what it rewords, in JSON, feeds and exports, with the hashes over it."""
    _, before, now = reworded()
    changed = {each.kind for each, was in zip(now, before, strict=True) if each != was}
    assert changed == {"json", "ics", "export"}
    assert found_in({each.run for each in before}, now) == ([], [])


def one(before: list[Output], kind: str, holding: str) -> Output:
    """Give the first output of a kind that holds some words."""
    return next(each for each in before if each.kind == kind and holding in each.text)


CHANGES: list[tuple[str, str, str, str]] = [
    # kind, what, and what it is made
    ("a date in JSON", "json", '"earliest": "2026-09-21"', '"earliest": "2026-09-22"'),
    ("a date in a sentence", "json", "21/09/2026 (thứ Hai)", "22/09/2026 (thứ Ba)"),
    ("a status", "json", '"status": "decided"', '"status": "windowed"'),
    ("an id", "json", '"id": "posters"', '"id": "poster"'),
    ("an id in a sentence", "json", "opening is fixed for", "fair is fixed for"),
    ("a key", "json", '"waits_for"', '"waiting_for"'),
    ("an order of keys", "json", '"not_before": null, "due"', '"due": null, "not_before"'),
    ("a number", "json", '"base": 1', '"base": 2'),
    ("a kind of value", "json", '"base": 1', '"base": "1"'),
    ("a hash", "json", '"document": "', '"document": "0'),
    ("a day in a feed", "ics", "DTSTART;VALUE=DATE:20260921", "DTSTART;VALUE=DATE:20260922"),
    ("a date in the text of a feed", "ics", "21/09/", "28/09/"),
    ("a day of the week in the text of a feed", "ics", "(thứ H", "(thứ B"),
    ("a UID", "ics", "UID:festival:posters@", "UID:festival:poster@"),
    ("a sequence", "ics", "SEQUENCE:0", "SEQUENCE:1"),
    ("a stamp", "ics", "DTSTAMP:2026", "DTSTAMP:2027"),
    ("a status of a feed", "ics", "STATUS:CONFIRMED", "STATUS:TENTATIVE"),
    ("a line end of a feed", "ics", "\r\nUID:", "\nUID:"),
    ("a date in an export", "export", '\\"first\\":\\"2026-09-21', '\\"first\\":\\"2026-09-22'),
    ("a sequence in an export", "export", '"sequence":0', '"sequence":2'),
    ("a hash in an export", "export", '"schedule":"', '"schedule":"0'),
    ("a moment in an export", "export", '"at":17', '"at":18'),
    ("a date in a plan file", "plan", "2026-12-15", "2026-12-16"),
    ("a date in a table", "text", "21/09/2026", "22/09/2026"),
    ("a row of a table", "text", "tickets", "tickts"),
]


@pytest.mark.parametrize(
    ("kind", "old", "new"), [row[1:] for row in CHANGES], ids=[r[0] for r in CHANGES]
)
def test_a_change_is_told(kind: str, old: str, new: str) -> None:
    """One date, status, id, key, stamp or number changed in one output is told, though sentences are reworded too."""
    whole = one(reworded()[2], kind, old)
    found, faults = changed_in(whole, whole.text.replace(old, new, 1))
    assert found or faults


@pytest.mark.parametrize("kind", ["json", "ics", "export", "text"])
def test_a_changed_order_is_told(kind: str) -> None:
    """Two entries, components, records or rows that have changed places are told."""
    swap = {"json": entries, "ics": components, "export": records, "text": records}[kind]
    these = [each for each in reworded()[2] if each.kind == kind]
    whole = next(each for each in these if swap(each.text) != each.text)
    found, _ = changed_in(whole, swap(whole.text))
    assert whole.run in {each.run for each in found}


def entries(text: str) -> str:
    """Let the first two deadlines change places."""
    value = json.loads(text.splitlines()[0])
    if isinstance(value, dict) and len(value.get("entries", ())) > 1:
        value["entries"][:2] = value["entries"][1::-1]
    return json.dumps(value, ensure_ascii=False) + "\n"


def components(text: str) -> str:
    """Let the first two components of a feed change places."""
    head, *events = re.split(r"(?=BEGIN:VEVENT)", text)
    return "".join([head, *events[1::-1], *events[2:]]) if len(events) > 2 else text


def records(text: str) -> str:
    """Let two lines with dates change places."""
    lines = text.splitlines(keepends=True)
    dated = [number for number, line in enumerate(lines) if days_in(line)]
    if len(dated) > 1:
        first, last = dated[0], dated[-1]
        lines[first], lines[last] = lines[last], lines[first]
    return "".join(lines)


def test_a_missing_and_a_new_run_are_told() -> None:
    """Each run must be there, with its status, and no other."""
    case, before = read("festival")
    before = before[:4]
    old, new = sides(case, before, [*before[1:], before[0]._replace(run="another")])
    assert {(each.run, each.now) for each in differences(old, new)} == {
        (before[0].run, "is missing"),
        ("another", "is there"),
    }
    old, new = sides(case, before, [before[0]._replace(status=1), *before[1:]])
    assert [each.place for each in differences(old, new)] == ["status"]


def test_what_an_error_says_counts_by_its_values() -> None:
    """An error may be worded anew; its code, place, value, dates, numbers and names may not change."""
    case, before = read("errors")
    whole = one(before, "json", '"code": "date-absent"')
    value = json.loads(whole.text)

    def places(**changes: str) -> list[str]:
        text = json.dumps(value | changes, ensure_ascii=False) + "\n"
        both = sides(case, [whole], [whole._replace(text=text)], (), {}, frozenset())
        return [each.place for each in differences(*both)]

    assert places(what=f"Nay: {value['what']}") == []
    assert places(code="date-form") == ["[0].code"]
    assert places(value="2020-02-31") == ["[0].value"]
    assert places(where=re.sub(r"line \d+", "line 99", value["where"])) == ["[0].where"]
    assert places(fix=value["fix"].replace("2020-02-29", "2020-02-28")) == ["[0].fix"]


def test_what_two_sentences_become_one_is_told() -> None:
    """A row that makes of two different things said today one of before is told, with both."""
    case, before = read("festival")
    whole = next(each for each in before if each.text.count('"status": "settled"') > 1)
    twice = whole._replace(
        text=whole.text.replace('"status": "settled"', '"status": "so it is"', 1)
    )
    old, new = sides(case, [whole], [twice], [("so it is", "settled")], {}, frozenset())
    assert list(differences(old, new)) == []
    assert "status: 'so it is' and 'settled' are both put back to 'settled'" in new.faults


UNSOUND: dict[str, list[tuple[str, str]]] = {
    "a value is lost": [("{item} is late", "{item} is late since {day:en}")],
    "a value is made up": [("{item} is late since {day:en}", "{item} is late")],
    "a date in the words": [("{item} is due then", "{item} is due on 2026-09-21")],
    "a year in the words": [("{item} is due in 2026", "{item} is due in 2026")],
    "a number in the words": [("{item} moves by 3 days", "{item} moves by 4 days")],
    "a number comes up": [("{item} moves", "{item} moves by 4 days")],
    "a name in the words": [("`fair` moves", "`opening` moves")],
    "an id in the words": [("task-1 moves", "task-1 has moved")],
    "a date becomes a number": [("on {day:number}", "on {day:en}")],
    "a text becomes a date": [("on {day}", "on {day:en}")],
    "no such kind": [("on {day:fr}", "on {day:fr}")],
    "no words": [("{one}", "{one}: so it is")],
    "no name": [("on {}", "at {}")],
    "two of today": [("so it is: {a}", "thus: {a}"), ("so it is: {b}", "hence: {b}")],
    "two of before": [("so it is: {a}", "thus: {a}"), ("now it is: {a}", "thus: {a}")],
}


@pytest.mark.parametrize("case", UNSOUND)
def test_an_unsound_row_is_refused(case: str) -> None:
    """A row that could hide a change is no row."""
    assert list(faults_in(UNSOUND[case], {}, {"task-1"})) != []


def test_unsound_names_are_refused() -> None:
    """A name stands for one name, and no name of before is one of today."""
    assert list(faults_in([], {"a": "c", "b": "c"})) != []
    assert list(faults_in([], {"a": "b", "b": "a"})) != []
    assert list(faults_in(REWORDED, RENAMED, {"task-1"})) == []


OFFSET_ROW = ("{r:offset}: {a:vi}", "{r:offset} là {a:vi}")
SAID: list[tuple[tuple[str, str], str, str]] = [
    (("on {d:en}", "at {d:vi}"), "on Mon 2026-09-21.", "at thứ Hai 21/09/2026."),
    (("on {d:en}", "at {d:vi}"), "on Tue 2026-09-21.", "on Tue 2026-09-21."),  # it was a Monday
    (("{a} before {b}", "{b} after {a}"), "x: one before two", "x: two after x: one"[3:]),
    (("late: {n:number}", "{n:number} late"), "late: 12", "12 late"),
    (("late", "overdue"), "late, later, late", "overdue, later, overdue"),
    (("next {a}", "then {a}"), "next next one", "then then one"),
    (("due by “{i:title}”", "due by `{i:id}`"), "due by “The fair”", "due by `fair`"),
    (("due by “{i:title}”", "due by `{i:id}`"), "due by “The fairs”", "due by “The fairs”"),
    (("{{a}} is {a}", "{{a}} was {a}"), "{a} is b", "{a} was b"),
    (("{a} and {a}", "twice {a}"), "b and b", "twice b"),
    (("{a} and {a}", "twice {a}"), "b and c", "b and c"),
    (
        OFFSET_ROW,
        "9 ngày trước `x`: Chủ nhật 17/05/2026",
        "9 ngày trước `x` là Chủ nhật 17/05/2026",
    ),
    (OFFSET_ROW, "hạn: Chủ nhật 17/05/2026", "hạn: Chủ nhật 17/05/2026"),
    (("so: {a}", "thus: {a}"), "so: one\nso: two", "thus: one\nthus: two"),
]


@pytest.mark.parametrize(("row", "now", "before"), SAID)
def test_a_row_puts_back_its_sentence(row: tuple[str, str], now: str, before: str) -> None:
    """Values are carried over, dates in the form that is wanted; what doesn't fit stays."""
    words = Words([row], {}, {"The fair": "fair"})
    expected = "two after x: one" if now == "x: one before two" else before
    assert words.text(now) == expected


def test_titles_behind_their_ids_are_taken_off() -> None:
    """The title of an item tells nothing beside its id; any other title is a change."""
    words = Words([("so", "thus")], {}, {}, [("fair", "The fair (open)"), ("fair", "Hội chợ")])
    assert words.text("so `fair` (The fair (open)), `fair` (Hội chợ)") == "thus `fair`, `fair`"
    assert words.text("so `ke-hoach-9` (Kế hoạch 9)") == "thus `ke-hoach-9`"
    assert words.text("so `fair` (The hall)") == "thus `fair` (The hall)"
    assert words.text("so `hall` (The fair)") == "thus `hall` (The fair)"


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("`fair` moves from 21/09/2026 (thứ Hai) by 3 days", "by 3 days, Mon 2026-09-21: `fair`"),
        ("“Trước 31/3” is said {so}", "the document says: “Trước 31/3”"),
        ("nothing in common", "nothing at all"),
        ("2026-09-21 and 2026-09-21", "on 2026-09-21 and on 21/09/2026"),
    ],
)
def test_the_proposed_row_fits(now: str, before: str) -> None:
    """The row that a failure prints puts the sentence back, and holds no value."""
    row = eval(row_for(now, before))[0]  # a pair, and a comma, as it stands in the table
    assert Words([row], {}, {}).text(now) == before
    assert list(faults_in([row], {})) == []


def test_what_differs_is_told_with_rows() -> None:
    """A failure shows what was said and is said, and one row for all places that a change of words has reached."""
    case, before, now = reworded()
    few = [number for number, each in enumerate(before) if each.run.startswith(("why", "ledger"))]
    old, new = ([each[number] for number in few] for each in (before, now))
    text = told(list(differences(*sides(case, old, new, (), {}, frozenset()))))
    assert "before: due Mon 2026-09-21\n  now:    to be done by 21/09/2026 (thứ Hai)" in text
    assert text.count("('to be done by {a:vi-last}', 'due {a:en}'),") == 1
    assert "hashes;" in text


@pytest.mark.parametrize(
    "text", ["Xong, trước; 31/3\nvà \\ hết", "a" * 200, "ộ" * 90, "x" * 74 + ",b", "\\" * 80]
)
def test_texts_of_feeds_are_read_and_written(text: str) -> None:
    """Escapes and folds are taken off and put on; no line is longer than 75 octets."""
    assert unescaped(escaped(text)) == text
    lines = folded(f"SUMMARY:{escaped(text)}").split("\r\n ")
    assert "".join(lines) == f"SUMMARY:{escaped(text)}"
    assert max(len(line.encode()) for line in (lines[0], *(f" {line}" for line in lines[1:]))) <= 75


def test_the_values_of_a_free_text() -> None:
    """Dates count however they are written, and names by what stands in the quotes."""
    assert values_in("write 2020-02-29 for `a.b`") == values_in("“a.b”: 29/02/2020")
    assert values_in("2 of `a`") != values_in("3 of `a`")
    assert values_in(None) is None


def test_the_forms_of_dates() -> None:
    """Each form is read as it is written."""
    for form in FORMS.values():
        for day in days_in("2026-09-21 2026-09-27"):
            assert re.fullmatch(form.pattern, form.write(day))
            assert days_in(form.write(day)) == [day]
    assert [part.kind for part in parts_of("{a} {b:en}{{c}}")][:2] == ["", "en"]
    assert VERSION == "0.1.0"
