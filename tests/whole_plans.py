"""Random plans with some of everything that a plan file may hold, texts hostile to YAML included."""

from __future__ import annotations

import unicodedata
from typing import Any

import attrs
from hypothesis import strategies as st

from relsched.dates.calendar_spec import CalendarSpec
from relsched.plan.items import RELATIONS, Deadline, Event, Follow, Phase, Source, Text, Unit, Wait
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import PlanQuestion
from relsched.timing.points import Edge

HOSTILE = (
    *("no", "yes", "on", "off", "NO", "true", "null", "Null", "~", "=", "<<", "-", "?", ":", "."),
    *("4.10", "010", "0x1F", "1e3", "1_000", "12:30:45", "2020-03-31", "2020-03-31 08:00", ".inf"),
    *("NaN", "+1", "0b1", "0o7", ": ", "a: b", "a:", ":a", " #", "# x", "a # b", "a #", "#"),
    *("- a", "? a", "[a", "]", "{a}", "}", "a, b", "&a", "*a", "!a", "!!int 1", "|", ">", "|-"),
    *("%a", "%YAML 1.2", "@a", "`a`", "'", '"', "''", '""', "it's", 'say "no"', "\\", "\\n", "a\\"),
    *(" leading", "trailing ", "  ", "\tTab", "a\tb", "a\n", "\na", "a\nb", "a\n\nb", "a\n  b\n"),
    *("a\r\nb", "a\rb", "a\x85b", "a\u2028b", "\ufeffa", "a\u00a0b", "a\x00b", "a\x07b", "a\x7fb"),
    *("---", "...", "--- a", "a\n---\nb", "a\n...\nb", "😀", "a 😀 b", "👩‍👩‍👧", "𝕏", "﷽", "عربى"),
    *("đ", "Thường xuyên, liên tục.", "Trước ngày khai mạc triển lãm 01 tháng: xong", "x" * 200),
    *("Tái bản sách " * 12, "word " * 40, "a " * 90 + "\n" + "b " * 90, "“tháng 7, 8/2020”"),
)


VIETNAMESE = (
    *(
        "Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII",
        "Khai mạc triển lãm",
        "Phòng Văn hóa - Văn nghệ",
    ),
    *("Trước khai mạc Đại hội XVII 10 ngày.", "(iii): xong khi bế mạc Đại hội XVII 02 ngày."),
)


def texts(max_size: int = 60) -> st.SearchStrategy[str]:
    """Any text that isn't empty, most of them hostile to YAML or Vietnamese."""
    return st.one_of(
        st.sampled_from(HOSTILE),
        st.sampled_from(VIETNAMESE),
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=max_size),
        st.text(" \t\n\r:#-'\"\\{}[]&*!|>%@`,?~ađ0", min_size=1, max_size=20),
    )


def titles() -> st.SearchStrategy[Text]:
    """A title in one language, in two, or none."""
    by_language = st.dictionaries(st.sampled_from(["vi", "en"]), texts(), min_size=1)
    return st.one_of(st.just(""), texts(), by_language).map(Text.read)


def sources() -> st.SearchStrategy[Source | None]:
    """A phrase, a phrase with its row and document, or none."""
    part = st.one_of(st.none(), texts())
    made = st.builds(Source, phrase=part, document=part, row=part)
    return st.one_of(st.none(), made.filter(lambda source: source != Source()))


IDS = (
    "4.1.a",
    "4.3.iii",
    "III.3",
    "010",
    "4.10",
    "no",
    "null",
    "1e3",
    "0x1F",
    "a",
    "B_c-d",
    "16.2",
)


POINTS = (
    *("2020-03-31", "issued", "{0}", "{0}.start", "{0}.end", "10 days before {0}", "{1}"),
    *("2 working days after {0}", "1 month before {0}", "3 weeks and 2 days after {0}"),
    *("earlier of {0}, 2020-10-01", "later of {1}, 3 days after {0}", "start of month {0}"),
    *("end of quarter {0}", "next Monday from {0}", "Friday on or before {0}", "25th of month {0}"),
    *("last working day of month {0}", "2nd Friday of quarter {0}", "1 day before {0} at 17:00"),
    *("{0} at 08:00 Asia/Ho_Chi_Minh", "5 clear days after {0}", "30 minutes before {0}"),
    *(
        "2 days after {0} rolled forward in own",
        "10 days before {0} rolled back",
        "{0} rolled nearest",
    ),
)


TIMINGS = (
    *("by {p}", "before {p}", "after {p}", "immediately after {p}", "on {p}", "from {p} to {q}"),
    *("in 2020-09", "in July and August 2020", "in Q3 2020", "in the first half of October 2020"),
    *("in early 2020", "in the 2nd week of October 2020", "in the week of 2020-10-12", "in 2021"),
    *(
        "10 days before {0}",
        "2 days after {0}",
        "within 5 working days after {0}",
        "throughout {0}",
    ),
    *("within 10 days before {0}", "within 30 days of {0}", "28 days after {0}, 3 days either way"),
    *(
        "continuously",
        "continuously from {p}",
        "continuously from {p} until {q}",
        "continuously until {q}",
    ),
    *(
        "every Friday from {p} until {q}",
        "on the 25th of every month until {q}",
        "every 2 weeks on Monday",
    ),
    *(
        "on the last working day of every quarter",
        'as set by "Kế hoạch 140-KH/TU"',
        "as set by {0}",
    ),
    *(
        "10 days before {0} and by 2020-10-05",
        "after {1} and by {q}",
        "every working day in own from {p}",
    ),
)


@st.composite
def timings(draw: st.DrawFn, event: str, earlier: str) -> str:
    """A timing of any kind, counted from an event and from an earlier item."""
    points = st.sampled_from(POINTS).map(lambda text: text.format(event, earlier))
    return draw(st.sampled_from(TIMINGS)).format(event, earlier, p=draw(points), q=draw(points))


def offsets() -> st.SearchStrategy[str]:
    """Texts of offsets."""
    return st.sampled_from(
        ["1 week", "0 days", "3 weeks and 2 days", "5 working days in own", "1 month"]
    )


def follows() -> st.SearchStrategy[Follow | None]:
    """Nothing, an event of another plan, or an item of a calendar with whatever UID."""
    of_a_plan = st.sampled_from([Follow(plan="province-18", event="4.3.iii")])
    uids = texts().filter(lambda text: text.strip() and text.isprintable())
    return st.one_of(st.none(), of_a_plan, st.builds(Follow, calendar=uids))


@st.composite
def events(draw: st.DrawFn, name: str, earlier: str | None) -> Event:
    """An event, perhaps expected, with aliases, of known or unknown length."""
    expectations = ["in October 2020", "on 2020-11-23", "from 2020-10-01 to 2020-10-20"]
    if earlier is not None:
        expectations += [f"3 days after {earlier}", f"after {earlier}"]
    edges = st.sampled_from([None, Edge.START, Edge.END])
    aliases = draw(
        st.lists(
            st.tuples(texts(), edges),
            max_size=3,
            unique_by=lambda pair: unicodedata.normalize("NFC", pair[0]),
        )
    )
    return Event(
        name,
        draw(titles()),
        expected=draw(st.sampled_from([None, *expectations])),
        lasts=draw(st.sampled_from([None, 1, 2, 3_660])),
        parts=draw(st.sampled_from([(), ()] if earlier is None else [(), (earlier,)])),
        aliases=aliases,
        decided_by=draw(st.one_of(st.none(), texts())),
        follows=draw(follows()),
        source=draw(sources()),
    )


SHORT: list[str | dict[str, str]] = ["", "Sân khấu", {"vi": "Sân khấu", "en": "Stage"}]


@st.composite
def deadlines(draw: st.DrawFn, name: str, event: str, earlier: str) -> Deadline:
    """A deadline with everything that one may have."""
    gap = st.one_of(st.none(), offsets())
    relations = st.sampled_from(RELATIONS)
    waits = st.one_of(st.just(Wait(earlier)), st.builds(Wait, st.just(event), gap, gap, relations))
    choices = st.fixed_dictionaries(
        {},
        optional={
            "before": st.sampled_from(["inclusive", "exclusive"]),
            "immediately": st.sampled_from(["2 days", "1 working day"]),
            "roll_after": st.sampled_from(["following", "modified preceding"]),
            "counting": st.just("clear days"),
        },
    )
    return Deadline(
        name,
        draw(titles()),
        draw(st.one_of(st.none(), timings(event, earlier))),
        lead=draw(st.sampled_from([None, "no", "press"])),
        support=draw(st.lists(st.sampled_from(["no", "press"]), max_size=2, unique=True)),
        phase=draw(st.sampled_from([None, "12"])),
        after=draw(st.lists(waits, max_size=2)),
        takes=draw(gap),
        done=draw(st.one_of(st.none(), st.dates().map(str))),
        short=draw(st.sampled_from(SHORT)),
        remind=draw(st.lists(offsets(), max_size=2)),
        conventions=draw(choices),
        source=draw(sources()),
        notes=draw(st.one_of(st.none(), texts(300))),
    )


@st.composite
def questions(draw: st.DrawFn, name: str, plan: Plan) -> PlanQuestion:
    """A question about an event, a deadline, a phase, the date of issue or the whole plan."""
    item = draw(st.sampled_from([None, "issued", *plan.by_id]))
    phase = draw(st.sampled_from([None, *plan.phases_by_id])) if item is None else None
    is_deadline = isinstance(plan.by_id.get(item or ""), Deadline)
    others = [other for other in plan.by_id if other != item]
    readings = [timings(others[0], others[-1])] if len(others) > 1 else []
    return PlanQuestion(
        name,
        draw(titles()),
        item=item,
        phase=phase,
        asks=draw(st.sampled_from(["when", "done", "dropped"] if is_deadline else ["when"])),
        readings=draw(st.lists(st.one_of(st.just("by 2020-10-01"), *readings), max_size=3)),
        phrase=draw(st.one_of(st.none(), texts())),
        place=draw(titles()),
        dismissed=draw(st.booleans()),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan with some of everything; each item is counted from what stands before it."""
    names = draw(st.permutations(IDS))
    count = draw(st.integers(1, 3))
    made_events: list[Event] = []
    for index, name in enumerate(names[:count]):
        made_events.append(draw(events(name, names[index - 1] if index else None)))
    made: list[Deadline] = []
    for index, name in enumerate(names[count : count + draw(st.integers(0, 3))]):
        earlier = names[count + index - 1] if index else names[0]
        made.append(draw(deadlines(name, draw(st.sampled_from(names[:count])), earlier)))
    own = CalendarSpec(
        "own",
        base=draw(st.sampled_from([None, "weekdays", "VN"])),
        weekend=draw(st.sampled_from([None, (6,), (4, 5)])),
        closed={"2020-10-05": draw(st.one_of(st.just(""), texts())), "2020-10-06": ""},
        open=["2020-10-10"],
        covers=draw(st.sampled_from([None, "2020-01-01..2020-12-31", "2020-01-01.."])),
    )
    conventions: list[Any] = ["us-frcp-6", {"before": "inclusive", "week_starts": "sunday"}]
    conventions += [None, {"based_on": "eu-1182-71", "after": "inclusive", "immediately": "1 week"}]
    plan = Plan(
        draw(st.sampled_from(["p", "no", "2020", "congress-xvii"])),
        draw(titles()),
        issued=draw(st.dates()),
        timezone=draw(st.sampled_from(["UTC", "Asia/Ho_Chi_Minh"])),
        language=draw(st.sampled_from(["en", "vi"])),
        calendar=draw(st.sampled_from(["weekdays", "VN", "own", "VN+own"])),
        calendars=[own],
        conventions=draw(st.sampled_from(conventions)),
        units=[
            Unit(
                "press",
                draw(titles()),
                short=draw(st.sampled_from(SHORT)),
                contact=draw(st.one_of(st.none(), texts())),
            ),
            Unit("no"),
        ],
        phases=[Phase("12", draw(titles()), when=draw(st.sampled_from([None, f"throughout {names[0]}"])))],
        events=made_events,
        deadlines=made,
        horizon=draw(st.sampled_from(["1900-01-01..2199-12-31", "2020-01-01..2020-12-31"])),
        source=draw(sources()),
    )  # fmt: skip
    asked = [draw(questions(f"q{number}", plan)) for number in range(draw(st.integers(0, 2)))]
    return attrs.evolve(plan, questions=asked)
