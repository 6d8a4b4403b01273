"""Plans and their parts: checked when they are made, and equal when they mean the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pendulum
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Direction, Offset, days, weeks
from relsched.dates.rolls import Roll
from relsched.dates.windows import Window
from relsched.errors import (
    KnownError,
    OutOfRangeError,
    PlanError,
    Problems,
    RelschedError,
    TimingError,
)
from relsched.plan.checks import MAX_DEADLINES, MAX_EVENTS
from relsched.plan.ids import check_id, slug
from relsched.plan.items import (
    MAX_NOTE,
    MAX_TITLE,
    RELATIONS,
    Deadline,
    Event,
    Phase,
    Source,
    Text,
    Unit,
    Wait,
)
from relsched.plan.known_dates import Known, KnownLike, Moment, read_known
from relsched.plan.plan import DEFAULT_HORIZON, Plan, is_clocked
from relsched.schedule.resolver import resolve
from relsched.timing.points import Edge, Reference, Shifted
from relsched.timing.timings import Kind, Timing

NFD = "Đại hội đại biểu Đảng bộ tỉnh"
OPENING = "Khai mạc Đại hội"
TUE_2020_10_13 = date(2020, 10, 13)
THU_2020_10_15 = date(2020, 10, 15)


def nfd(text: str) -> str:
    """Take a text apart into letters and marks."""
    return unicodedata.normalize("NFD", text)


def codes_of(error: RelschedError) -> list[str]:
    """Give the codes of an error, one or many."""
    return list(error.codes) if isinstance(error, Problems) else [error.code]


def refused(make: Callable[[], object]) -> RelschedError:
    """Give the error that making something ends in."""
    with pytest.raises(RelschedError) as caught:
        make()
    return caught.value


# ---------------------------------------------------------------- ids

MAKERS: dict[str, Callable[[str], Event | Deadline | Unit | Phase | Plan]] = {
    "event": Event,
    "deadline": Deadline,
    "unit": Unit,
    "phase": Phase,
    "plan": Plan,
}


@pytest.mark.parametrize("noun", MAKERS)
@pytest.mark.parametrize(
    "name",
    ["a", "7", "4.3.iii", "III.3", "4.1.a", "a_b", "a-b", "A", "a" * 64, "72-KH", "a..b", "16.2"],
)
def test_ids_that_are_allowed(noun: str, name: str) -> None:
    """People's own numbering is an id: letters, digits, dots, dashes and underscores, up to 64."""
    assert MAKERS[noun](name).id == name


@pytest.mark.parametrize("noun", MAKERS)
@pytest.mark.parametrize(
    "name",
    [
        "",
        "a" * 65,  # one more than the limit
        "-a",
        ".a",
        "_a",
        "a.",  # it would end a sentence, and some file systems drop it
        "a b",
        "a/b",
        "a:b",
        "../a",
        "a\n",
        "kế-hoạch",
        "\u00e9",
        "e\u0301",  # the same letter, taken apart
        "٤",  # a digit, but not one that everybody can type
        "a\x00",
    ],
)
def test_ids_that_are_refused(noun: str, name: str) -> None:
    """An id is plain enough to stand in a timing, an address and a file name."""
    error = refused(lambda: MAKERS[noun](name))
    assert (type(error), error.code) == (PlanError, "id-form")
    assert error.value == name


def test_a_refused_id_is_corrected() -> None:
    """The fix of a wrong id is the id that its letters make."""
    assert refused(lambda: Unit("Phòng Văn hóa")).fix == "write `phong-van-hoa`"
    assert refused(lambda: Unit("???")).fix is None


@pytest.mark.parametrize(
    "name",
    [
        *("before", "after", "by", "on", "in", "from", "to", "until", "within", "of", "and", "at"),
        *("issued", "immediately", "continuously", "throughout", "every", "earlier", "later"),
        *("Monday", "Sunday", "2020-03-31", "2020-03", "2nd", "25th", "second"),
        *("congress.start", "congress.end", "8.1.due", "8.1.not_before"),
    ],
)
def test_words_of_timings_are_no_ids_of_events_and_deadlines(name: str) -> None:
    """What a timing would read otherwise can't be the id of what a timing names; other ids are free."""
    for make in (Event, Deadline):
        error = refused(lambda make=make: make(name))  # type: ignore[misc]
        assert (type(error), error.code) == (PlanError, "id-reserved")
    assert Unit(name).id == name
    assert Phase(name).id == name


@pytest.mark.parametrize("noun", MAKERS)
@pytest.mark.parametrize("name", ["con", "CON", "prn", "aux", "Nul", "com1", "COM9", "lpt1"])
def test_names_of_devices_are_no_ids(noun: str, name: str) -> None:
    """Ids become names of files, so a name that some systems keep for a device is refused."""
    assert refused(lambda: MAKERS[noun](name)).code == "id-reserved"


WORDS = (
    *("first", "last", "early", "mid", "late", "Q3", "January", "week", "day", "days", "month"),
    *("working", "clear", "half", "next", "previous", "start", "end", "rolled", "nearest", "back"),
    *("forward", "modified", "either", "way", "as", "set", "or", "the", "UTC", "VN", "due"),
    *("2020", "10", "1st", "3rd", "11th", "4.1", "4.10", "010", "1e3", "0x1F", "no", "null"),
    *("2020-1", "2020-10-13-a", "a.start.b", "Mondays", "beforehand", "in-", "by.1", "a--b"),
)
FORMS = (
    *("by {}", "before {}", "10 days before {}", "2 days after {}", "immediately after {}"),
    *("after {}", "on {}", "throughout {}", "from {} to 2020-10-20", "within 3 days after {}"),
    *("continuously until {}", "every Friday from issued until {}", "as set by {}"),
    *(
        "earlier of {}, 2020-10-01",
        "end of month {}",
        "next Monday from {}",
        "2 working days after {}",
    ),
    *("on {} rolled forward", "on {} at 08:00", "28 days after {}, 3 days either way"),
)


@given(
    name=st.one_of(
        st.sampled_from(WORDS),
        st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,12}", fullmatch=True),
    ),
    form=st.sampled_from(FORMS),
)
def test_every_id_can_be_named_in_every_timing(name: str, form: str) -> None:
    """What is allowed as the id of an event is read as that id, wherever a timing may name one."""
    try:
        check_id(name, "an event", in_timings=True)
    except PlanError:
        return
    assert {reference.item for reference in Timing.parse(form.format(name)).references()} == {name}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đại hội XVII", "dai-hoi-xvii"),
        ("Plan 140-KH/TU", "plan-140-kh-tu"),
        ("  a  b  ", "a-b"),
        ("…", "item"),
        ("", "item"),
        ("Đ" * 80, "d" * 60),
    ],
)
def test_slug(text: str, expected: str) -> None:
    """Any text gives an id: marks go, letters stay, everything else is a dash."""
    assert slug(text) == expected


# ---------------------------------------------------------------- texts


def test_a_text_may_stand_in_several_languages() -> None:
    """The first language is the main one, and a language that isn't there gives the main one."""
    text = Text.read({"vi": OPENING, "en": "Opening"})
    assert str(text) == OPENING
    assert (text.in_language("vi"), text.in_language("en"), text.in_language(None)) == (
        OPENING,
        "Opening",
        OPENING,
    )
    assert Text.read("Opening").in_language("vi") == "Opening"
    assert bool(text) is True
    assert bool(Text.read(None)) is False
    assert Text.read({}) == Text.read("") == Text("")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Text.read({"fr": "Ouverture"}),
        lambda: Text("Opening", (("fr", "Ouverture"),)),
        lambda: Event("e", {"vi": OPENING, "de": "Eröffnung"}),
        lambda: Plan("p", language="fr"),
    ],
)
def test_a_language_without_texts_is_refused(make: Callable[[], object]) -> None:
    """Languages are English and Vietnamese; another one is refused where it stands."""
    error = refused(make)
    assert (error.code, error.why) == ("unknown-language", "languages are en, vi")


def test_composed_form_of_every_text() -> None:
    """Letters typed with separate marks mean the same as whole letters, in every text of a plan."""
    assert nfd(NFD) != NFD
    pairs: list[tuple[object, object]] = [
        (Text(NFD), Text(nfd(NFD))),
        (Text.read({"vi": NFD}), Text.read({"vi": nfd(NFD)})),
        (Event("e", NFD), Event("e", nfd(NFD))),
        (Event("e", aliases=[NFD]), Event("e", aliases=[nfd(NFD)])),
        (Event("e", aliases={NFD: "start"}), Event("e", aliases={nfd(NFD): "start"})),
        (Event("e", decided_by=NFD), Event("e", decided_by=nfd(NFD))),
        (Event("e", source=NFD), Event("e", source=nfd(NFD))),
        (Unit("u", NFD, contact=NFD), Unit("u", nfd(NFD), contact=nfd(NFD))),
        (Phase("f", NFD), Phase("f", nfd(NFD))),
        (Deadline("d", NFD, notes=NFD), Deadline("d", nfd(NFD), notes=nfd(NFD))),
        (Source(NFD, NFD, NFD), Source(nfd(NFD), nfd(NFD), nfd(NFD))),
        (Plan("p", NFD), Plan("p", nfd(NFD))),
    ]
    for composed, apart in pairs:
        assert apart == composed
        assert hash(apart) == hash(composed)
    assert str(Text(nfd(NFD))) == NFD


def test_composed_form_of_a_deciding_document() -> None:
    """The name of a document that decides is compared as a text, not as the bytes somebody typed."""
    whole = Deadline("a", when=f'as set by "{NFD}"')
    apart = Deadline("a", when=nfd(f'as set by "{NFD}"'))
    assert apart == whole
    assert Plan("p", deadlines=[apart]).all_events == Plan("p", deadlines=[whole]).all_events


# ---------------------------------------------------------------- limits

LIMITED: list[tuple[str, Callable[[str], object], int]] = [
    ("title of a plan", lambda text: Plan("p", text), MAX_TITLE),
    ("title of an event", lambda text: Event("e", text), MAX_TITLE),
    ("title of a deadline", lambda text: Deadline("d", text), MAX_TITLE),
    ("name of a unit", lambda text: Unit("u", text), MAX_TITLE),
    ("title of a phase", lambda text: Phase("f", text), MAX_TITLE),
    ("first language", lambda text: Text.read({"vi": text, "en": "a"}), MAX_TITLE),
    ("second language", lambda text: Text.read({"vi": "a", "en": text}), MAX_TITLE),
    ("notes", lambda text: Deadline("d", notes=text), MAX_NOTE),
    ("phrase", lambda text: Deadline("d", source=text), MAX_NOTE),
]


@pytest.mark.parametrize(("what", "make", "limit"), LIMITED, ids=[row[0] for row in LIMITED])
def test_limits_of_texts(what: str, make: Callable[[str], object], limit: int) -> None:
    """A text of the greatest length is taken, one letter more is refused, and letters are counted whole."""
    make("ệ" * limit)
    make(nfd("ệ") * limit)  # three characters each as typed, one each once composed
    error = refused(lambda: make("ệ" * (limit + 1)))
    assert error.code == "too-long"
    assert str(limit) in error.what
    assert error.why == f"it has {limit + 1}"
    assert len(str(error.value)) < 100


def test_limit_of_events() -> None:
    """A plan holds 1000 events; one more is refused."""
    events = [Event(f"e{number}") for number in range(MAX_EVENTS + 1)]
    assert MAX_EVENTS == 1_000
    assert len(Plan("p", events=events[:-1]).events) == 1_000
    error = refused(lambda: Plan("p", events=events))
    assert (error.code, error.value) == ("too-many", "1001")
    assert error.what == "A plan can't have more than 1000 events."


@pytest.mark.slow
def test_limit_of_deadlines() -> None:
    """A plan holds 100,000 deadlines; one more is refused."""
    deadlines = [Deadline(f"d{number}") for number in range(MAX_DEADLINES + 1)]
    assert MAX_DEADLINES == 100_000
    assert len(Plan("p", deadlines=deadlines[:-1]).deadlines) == 100_000
    error = refused(lambda: Plan("p", deadlines=deadlines))
    assert (error.code, error.value) == ("too-many", "100001")


@pytest.mark.parametrize("value", [1, "1", "1 day", 3_660, "3660", "3660 days", "2 weeks", "010"])
def test_lengths_of_events_that_are_allowed(value: int | str) -> None:
    """An event lasts from one day to ten years, in whole days or weeks."""
    expected = {1: 1, "1": 1, "1 day": 1, "2 weeks": 14, "010": 10}.get(value, 3_660)
    assert Event("e", lasts=value).lasts == expected


@pytest.mark.parametrize(
    "value", [0, "0", -1, 3_661, "3661", "1 month", "2 working days", "3 hours", "2 clear days"]
)
def test_lengths_of_events_that_are_refused(value: int | str) -> None:
    """No days, too many, and units that aren't whole calendar days are refused."""
    assert refused(lambda: Event("e", lasts=value)).code == "lasts-form"


def test_an_unknown_length() -> None:
    """How long an event lasts may be unknown, which is a value like any other."""
    assert Event("e", lasts="unknown").lasts is None
    assert Event("e", lasts="unknown") == Event("e", lasts=None)
    assert Event("e").lasts == 1


# ---------------------------------------------------------------- checks at construction


@pytest.mark.parametrize(
    ("make", "kind", "code"),
    [
        (lambda: Event("e", expected="in Octobr 2020"), TimingError, "timing-form"),
        (lambda: Event("e", expected="on 2020-02-30"), TimingError, "date-absent"),
        (lambda: Event("e", aliases={OPENING: "begin"}), PlanError, "alias-edge"),
        (lambda: Event("e", aliases={OPENING: "due"}), PlanError, "alias-edge"),
        (lambda: Deadline("d", when="10 dayz before congress"), TimingError, "unknown-time-unit"),
        (
            lambda: Deadline("d", when="from 2020-10-31 to 2020-10-01"),
            TimingError,
            "window-reversed",
        ),
        (
            lambda: Deadline("d", when="1000000000000 days before congress"),
            OutOfRangeError,
            "offset-too-long",
        ),
        (lambda: Deadline("d", when="by 2020-10-01 by 2020-10-02"), TimingError, "timing-form"),
        (lambda: Deadline("d", takes="3"), TimingError, "offset-form"),
        (lambda: Deadline("d", remind=["3 dais"]), TimingError, "unknown-time-unit"),
        (lambda: Deadline("d", done="2021-02-29"), TimingError, "date-absent"),
        (lambda: Deadline("d", done="29/2/2020"), TimingError, "date-form"),
        (
            lambda: Deadline("d", conventions={"befor": "inclusive"}),
            TimingError,
            "unknown-convention",
        ),
        (
            lambda: Deadline("d", conventions={"before": "inclusiv"}),
            TimingError,
            "convention-value",
        ),
        (lambda: Wait("a", at_least="3 dayz"), TimingError, "unknown-time-unit"),
        (lambda: Phase("f", when="some time"), TimingError, "timing-form"),
        (lambda: Plan("p", issued="2020-13-01"), TimingError, "date-absent"),
        (lambda: Plan("p", timezone="Asia/Hanoi"), RelschedError, "unknown-zone"),
        (lambda: Plan("p", horizon="2020-01-01.."), PlanError, "horizon-form"),
        (lambda: Plan("p", horizon="..2020-12-31"), PlanError, "horizon-form"),
        (lambda: Plan("p", horizon="2020-01-01..9999-01-01"), PlanError, "horizon-form"),
        (lambda: Plan("p", horizon="2020-12-31..2020-01-01"), TimingError, "window-reversed"),
        (lambda: Plan("p", conventions="vn-civil-code"), TimingError, "unknown-conventions"),
        (lambda: Plan("p", conventions={"x": "y"}), TimingError, "unknown-convention"),
    ],
)
def test_values_are_checked_when_they_are_made(
    make: Callable[[], object], kind: type[RelschedError], code: str
) -> None:
    """There is no value of the model that can't be meant."""
    error = refused(make)
    assert isinstance(error, kind)
    assert error.code == code


@pytest.mark.parametrize(
    "make",
    [
        lambda: Plan("p", issued=3),  # type: ignore[arg-type]
        lambda: Deadline("d", done=True),  # type: ignore[arg-type]
        lambda: Deadline("d", when=3),  # type: ignore[arg-type]
        lambda: Known.read("congress", 3),  # type: ignore[arg-type]
        lambda: Known.read("congress", ["2020-10-13"]),
    ],
)
def test_values_of_another_type_are_refused(make: Callable[[], object]) -> None:
    """A value of a type that no plan file could give is a mistake of the program that calls."""
    with pytest.raises(TypeError):
        make()


def test_values_cannot_be_changed() -> None:
    """A plan and its parts are values: nothing in them changes after they are made."""
    listed = [Deadline("a")]
    plan = Plan("p", deadlines=listed)
    listed.append(Deadline("b"))
    assert [deadline.id for deadline in plan.deadlines] == ["a"]
    for value in (plan, plan.deadlines[0], Event("e"), Unit("u"), Known("a", start="2020-10-13")):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.id = "c"  # type: ignore[union-attr, misc]


def test_dates_are_plain_dates() -> None:
    """A date of another class becomes a plain one, so that no library's arithmetic gets in."""
    plan = Plan("p", issued=pendulum.date(2020, 3, 25))
    deadline = Deadline("d", done=pendulum.date(2020, 3, 16))
    assert type(plan.issued) is date
    assert type(deadline.done) is date
    assert (plan.issued, deadline.done) == (date(2020, 3, 25), date(2020, 3, 16))


def test_defaults() -> None:
    """A plan without choices counts in UTC, in English, without holidays, from 1900 to 2199."""
    plan = Plan("p")
    assert (plan.timezone, plan.language, plan.calendar) == ("UTC", "en", "weekdays")
    assert plan.conventions == Conventions()
    assert plan.horizon == DEFAULT_HORIZON == Window("1900-01-01", "2199-12-31")
    assert (plan.events, plan.deadlines, plan.units, plan.phases, plan.calendars) == ((),) * 5
    assert Deadline("d").kind is Kind.OPEN
    assert Deadline("d", when="in 2020-09").kind is Kind.WINDOW


# ---------------------------------------------------------------- equal by meaning

CONGRESS = Event("congress")
SAME: list[tuple[object, object]] = [
    (Event("e", expected="in October 2020"), Event("e", expected="in 2020-10")),
    (Event("e", lasts="3 days"), Event("e", lasts=3)),
    (Event("e", lasts="1 week"), Event("e", lasts="7")),
    (Event("e", parts="a"), Event("e", parts=["a", "a"])),
    (Event("e", aliases="Đại hội"), Event("e", aliases=["Đại hội"])),
    (Event("e", aliases=["Đại hội"]), Event("e", aliases={"Đại hội": "event"})),
    (Event("e", aliases={"mở": "start"}), Event("e", aliases={"mở": Edge.START})),
    (Event("e", aliases={"mở": "start"}), Event("e", aliases={"mở": "congress.start"})),
    (Event("e", source="x"), Event("e", source={"phrase": "x"})),
    (Event("e", "x"), Event("e", Text("x"))),
    (Deadline("d", when="1 week before c"), Deadline("d", when="7 days before c")),
    (Deadline("d", when="10 days before c"), Deadline("d", when="10 days before c.start")),
    (Deadline("d", when="2 days after c"), Deadline("d", when="2 days after c.end")),
    (Deadline("d", when="2 days after c"), Deadline("d", when="within 2 days after c")),
    (Deadline("d", when="by 10 days before c"), Deadline("d", when="10 days before c")),
    (Deadline("d", when="2020-03-31"), Deadline("d", when="on 2020-03-31")),
    (Deadline("d", when=date(2020, 3, 31)), Deadline("d", when="on 2020-03-31")),
    (
        Deadline("d", when=days(10).before(CONGRESS.start)),
        Deadline("d", when="10 days before congress"),
    ),
    (Deadline("d", when=weeks(1).after(CONGRESS)), Deadline("d", when="7 days after congress")),
    (Deadline("d", support="u"), Deadline("d", support=["u", "u"])),
    (Deadline("d", remind="1 week"), Deadline("d", remind=[days(7)])),
    (Deadline("d", takes="2 weeks"), Deadline("d", takes=Offset(days=14))),
    (Deadline("d", after="a"), Deadline("d", after=[Wait("a")])),
    (Deadline("d", after=["a"]), Deadline("d", after={"item": "a"})),
    (Wait("a", at_least="1 week"), Wait("a", at_least=days(7))),
    (
        Deadline("d", conventions={"roll_after": "following"}),
        Deadline("d", conventions={"roll_after": Roll.FOLLOWING}),
    ),
    (
        Deadline("d", conventions={"before": "inclusive", "after": "inclusive"}),
        Deadline("d", conventions={"after": "inclusive", "before": "inclusive"}),
    ),
    (
        Deadline("d", conventions={"immediately": "1 week"}),
        Deadline("d", conventions={"immediately": "7 days"}),
    ),
    (Plan("p", issued="2020-03-25"), Plan("p", issued=date(2020, 3, 25))),
    (
        Plan("p", horizon="2020-01-01..2020-12-31"),
        Plan("p", horizon=Window("2020-01-01", "2020-12-31")),
    ),
    (Plan("p", conventions={"before": "exclusive"}), Plan("p")),
    (
        Plan("p", conventions="vn-civil-code-2015"),
        Plan("p", conventions={"roll_after": "following"}),
    ),
    (Plan("p", deadlines=[Deadline("a")]), Plan("p", deadlines=(Deadline("a"),))),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_means_the_same_is_equal(one: object, other: object) -> None:
    """Two values that mean the same are equal and have one hash, whatever words made them."""
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Event("e"), Event("f")),
        (Event("e"), Event("e", lasts="unknown")),
        (Event("e", aliases={"mở": "start"}), Event("e", aliases={"mở": "end"})),
        (Deadline("d", when="1 month before c"), Deadline("d", when="30 days before c")),
        (Deadline("d", when="on c"), Deadline("d", when="by c")),
        (Deadline("d", when="10 days before c.end"), Deadline("d", when="10 days before c")),
        (Deadline("d", takes="5 working days"), Deadline("d", takes="5 days")),
        (Plan("p", deadlines=[Deadline("a")]), Plan("p")),
    ],
)
def test_what_means_something_else_differs(one: object, other: object) -> None:
    """Values that can lead to different dates are different."""
    assert one != other


# ---------------------------------------------------------------- events as points


def test_points_of_events_and_deadlines() -> None:
    """Events and deadlines can stand where a point is wanted."""
    assert CONGRESS.start == Reference("congress", Edge.START)
    assert CONGRESS.end == Reference("congress", Edge.END)
    assert CONGRESS.as_point() == Reference("congress")
    assert Deadline("8.1").as_point() == Reference("8.1")
    counted = Deadline("8.2", when=days(2).after(Deadline("8.1"))).when
    assert counted is not None
    assert counted.points == (Shifted(days(2), Direction.AFTER, Reference("8.1")),)


def test_aliases_name_an_event_in_documents() -> None:
    """An event is found by its id, its title or a phrase that means it, whatever case or composition."""
    plan = Plan(
        "p",
        events=[
            Event("congress", "Đại hội XVII", aliases={OPENING: "start", "bế mạc": "end"}),
            Event("exhibition", "Triển lãm"),
        ],
    )
    assert CONGRESS.aliases == ()
    assert plan.events[0].aliases == ((OPENING, Edge.START), ("bế mạc", Edge.END))
    for name in ("congress", "Đại hội XVII", "ĐẠI HỘI XVII", OPENING, nfd(OPENING), "bế mạc"):
        assert plan.item_id(name) == "congress"
    assert plan.item_id("triển lãm") == "exhibition"
    assert plan.item_id("hội chợ") is None


def test_an_alias_is_given_once() -> None:
    """A phrase can't mean two things in one event, or its meaning would be lost when the plan is written."""
    error = refused(lambda: Event("e", aliases=[(OPENING, Edge.START), (OPENING, Edge.END)]))
    assert isinstance(error, PlanError)


def test_a_deciding_document_becomes_an_event() -> None:
    """`as set by` makes an unknown event of a document that the plan doesn't name, one for each."""
    plan = Plan(
        "p",
        events=[Event("congress", "Đại hội XVII")],
        deadlines=[
            Deadline("a", when='as set by "Plan 140-KH/TU"'),
            Deadline("b", when='as set by "Plan 140-KH/TU"'),
            Deadline("c", when='as set by "Đại hội XVII"'),
            Deadline("d", when="as set by congress"),
        ],
    )
    assert list(plan.all_events) == ["congress", "plan-140-kh-tu"]
    made = plan.all_events["plan-140-kh-tu"]
    assert (str(made.title), made.lasts) == ("Plan 140-KH/TU", None)
    assert plan.item_id("Plan 140-KH/TU") == "plan-140-kh-tu"
    assert list(plan.by_id) == ["congress", "plan-140-kh-tu", "a", "b", "c", "d"]
    assert plan.events == (Event("congress", "Đại hội XVII"),)  # what was written stays


def test_a_deciding_document_takes_nobodys_id() -> None:
    """The event made for a document gets an id that nothing else in the plan has."""
    plan = Plan(
        "p",
        events=[Event("rules", "The old rules")],
        deadlines=[
            Deadline("charter"),
            Deadline("d0", when='as set by "Rules!"'),
            Deadline("d1", when='as set by "Charter."'),
            Deadline("d2", when='as set by "…"'),
            Deadline("d3", when='as set by "?!"'),
        ],
    )
    made = [name for name in plan.all_events if name != "rules"]
    assert len(set(made)) == 4
    assert not set(made) & {"rules", "charter", "d0", "d1", "d2", "d3"}


NAMES = st.text(
    st.characters(exclude_characters='"', exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80
)


@given(NAMES)
@example("Before")  # its letters make a word of timings
@example("Con")
@example("2nd")
@example("a" * 80)
def test_every_document_can_decide(name: str) -> None:
    """Whatever a document is called, a plan can say that it decides."""
    if not name.strip():
        return
    plan = Plan(
        "p", events=[Event("a" * 60)], deadlines=[Deadline("report-7", when=f'as set by "{name}"')]
    )
    made = plan.item_id(name)
    assert made is not None
    assert made in plan.all_events
    assert resolve(plan)["report-7"].waits_for == (made,)


def test_parts_of_an_event() -> None:
    """An event with parts begins with the first of them and ends with the last."""
    plan = Plan(
        "p",
        events=[
            Event("districts", parts=["north", "south"], lasts="unknown"),
            Event("north", lasts=2),
            Event("south", lasts="unknown"),
        ],
        deadlines=[Deadline("report", when="3 days after districts")],
    )
    known = {"north": "2020-07-10", "south": "2020-08-20..2020-08-22"}
    schedule = resolve(plan, known)
    assert schedule["districts"].not_before == Window.on("2020-07-10")
    assert schedule["districts"].due == Window.on("2020-08-22")
    assert schedule["report"].due == Window.on("2020-08-25")
    waiting = resolve(plan, {"south": "2020-08-20..2020-08-22"})
    assert waiting["districts"].due == Window.since("2020-08-22")
    assert waiting["report"].waits_for == ("north",)


# ---------------------------------------------------------------- contradictions of a plan


@pytest.mark.parametrize(
    ("parts", "path", "value"),
    [
        ({"events": [Event("a"), Event("a")]}, ("events", 1, "id"), "a"),
        ({"deadlines": [Deadline("a"), Deadline("a")]}, ("deadlines", 1, "id"), "a"),
        ({"events": [Event("a")], "deadlines": [Deadline("a")]}, ("deadlines", 0, "id"), "a"),
        ({"units": [Unit("a"), Unit("b"), Unit("a")]}, ("units", 2, "id"), "a"),
        ({"phases": [Phase("a"), Phase("a")]}, ("phases", 1, "id"), "a"),
        ({"calendars": [CalendarSpec("A"), CalendarSpec("A")]}, ("calendars", 1, "id"), "A"),
    ],
)
def test_an_id_is_used_once(parts: dict[str, Any], path: tuple[object, ...], value: str) -> None:
    """An id used twice is refused at its second place, and the error names the first."""
    error = refused(lambda: Plan("p", **parts))
    assert (error.code, error.value) == ("duplicate-id", value)
    assert error.where is not None
    assert error.where.path == path
    assert error.why is not None
    assert "[0]" in error.why


def test_units_and_deadlines_may_share_an_id() -> None:
    """Units, phases and calendars are named in other places than events, so their ids are their own."""
    plan = Plan(
        "a",
        events=[Event("e")],
        units=[Unit("e")],
        phases=[Phase("e")],
        calendars=[CalendarSpec("e")],
        deadlines=[Deadline("a", lead="e", phase="e", when="on e")],
    )
    assert plan.units_by_id["e"] == Unit("e")
    assert plan.phases_by_id["e"] == Phase("e")


@pytest.mark.parametrize(
    ("parts", "code", "path", "fix"),
    [
        (
            {"events": [Event("congress")], "deadlines": [Deadline("a", when="on congres")]},
            "unknown-event",
            ("deadlines", 0, "when"),
            "write `congress`",
        ),
        (
            {"events": [Event("a", expected="3 days after b")]},
            "unknown-event",
            ("events", 0, "expected"),
            "add an event `b`",
        ),
        (
            {"events": [Event("a", parts=["b"])], "deadlines": [Deadline("b")]},
            "unknown-event",
            ("events", 0, "parts"),
            "add an event `b`",
        ),
        (
            {"phases": [Phase("early", when="from issued to congress")]},
            "unknown-event",
            ("phases", 0, "when"),
            "add an event `congress`",
        ),
        (
            {"units": [Unit("press")], "deadlines": [Deadline("a", lead="pres")]},
            "unknown-unit",
            ("deadlines", 0, "lead"),
            "write `press`",
        ),
        (
            {"units": [Unit("press")], "deadlines": [Deadline("a", support=["xyz"])]},
            "unknown-unit",
            ("deadlines", 0, "support"),
            "add a unit `xyz`",
        ),
        (
            {"phases": [Phase("before")], "deadlines": [Deadline("a", phase="befor")]},
            "unknown-phase",
            ("deadlines", 0, "phase"),
            "write `before`",
        ),
        (
            {"deadlines": [Deadline("a", after=["b"])]},
            "unknown-event",
            ("deadlines", 0, "after", 0),
            "add an event `b`",
        ),
        (
            {"deadlines": [Deadline("a"), Deadline("b", when="on 2020-10-01", after=["a", "b"])]},
            "dependency-cycle",
            ("deadlines", 1, "after", 1),
            None,
        ),
        (
            {"deadlines": [Deadline("a", when="2 days after a")]},
            "dependency-cycle",
            ("deadlines", 0, "when"),
            "name the event or deadline it is counted from",
        ),
        (
            {"events": [Event("e")], "deadlines": [Deadline("a", when="on e.not_before")]},
            "wrong-edge",
            ("deadlines", 0, "when"),
            None,
        ),
        (
            {"events": [Event("e")], "deadlines": [Deadline("a", when="on e.due")]},
            "wrong-edge",
            ("deadlines", 0, "when"),
            None,
        ),
        (
            {"deadlines": [Deadline("a"), Deadline("b", when="on a.start")]},
            "wrong-edge",
            ("deadlines", 1, "when"),
            None,
        ),
    ],
)
def test_names_must_mean_something(
    parts: dict[str, Any], code: str, path: tuple[object, ...], fix: str | None
) -> None:
    """A name that the plan doesn't have is refused where it stands, with the nearest one as the fix."""
    error = refused(lambda: Plan("p", **parts))
    assert isinstance(error, PlanError)
    assert error.where is not None
    assert (error.code, error.where.path, error.fix) == (code, path, fix)


def test_all_contradictions_at_once() -> None:
    """A plan with many contradictions tells all of them."""
    error = refused(
        lambda: Plan(
            "p",
            events=[Event("e"), Event("e"), Event("f", parts=["g"])],
            units=[Unit("u")],
            deadlines=[
                Deadline("a", when="2 days after nowhere", lead="v", support=["w", "u"]),
                Deadline("b", phase="x", after=["y", "b"]),
            ],
        )
    )
    assert isinstance(error, Problems)
    assert sorted(error.codes) == [
        *("dependency-cycle", "duplicate-id", "unknown-event", "unknown-event", "unknown-event"),
        *("unknown-phase", "unknown-unit", "unknown-unit"),
    ]


def test_conventions_of_a_deadline_go_before_the_plans() -> None:
    """A deadline counts as the plan does, except for its own choices."""
    deadline = Deadline("a", conventions={"before": "inclusive"})
    plan = Plan("p", conventions="vn-civil-code-2015", deadlines=[deadline, Deadline("b")])
    own = plan.conventions_for(deadline)
    assert (own.before, own.roll_after) == ("inclusive", Roll.FOLLOWING)
    assert plan.conventions_for(plan.deadlines[1]) == plan.conventions


def test_times_of_day() -> None:
    """A plan has a clock when one of its timings has a time of day."""
    event = Event("e")
    assert not is_clocked(Plan("p", events=[event], deadlines=[Deadline("a", when="on e")]))
    for when in ("30 minutes before e", "1 day before e at 17:00"):
        assert is_clocked(Plan("p", events=[event], deadlines=[Deadline("a", when=when)]))
    assert is_clocked(Plan("p", events=[Event("e", expected="on 2020-10-13 at 08:00")]))


# ---------------------------------------------------------------- waits


def test_forms_of_waiting() -> None:
    """What a deadline waits for is an id, or an id with the least and greatest gap."""
    assert Wait.read("a") == Wait("a", None, None)
    assert Wait.read({"item": "a", "at_least": "3 days"}) == Wait("a", days(3))
    assert Wait.read(Wait("a", at_most="2 weeks")) == Wait("a", at_most=weeks(2))
    both = Deadline("d", after=["a", {"item": "b", "at_least": "1 day", "at_most": "1 month"}])
    assert both.after == (Wait("a"), Wait("b", "1 day", "1 month"))
    assert Deadline("d", after=Wait("a")).after == (Wait("a"),)
    assert Wait.read({"item": "a", "relation": "Start start"}).relation == "start-start"
    assert [
        (wait.follows_start, wait.bounds_start)
        for wait in (Wait("a", relation=relation) for relation in RELATIONS)
    ] == [(False, True), (True, True), (False, False), (True, False)]
    with pytest.raises(PlanError) as caught:
        Wait("a", relation="start-to-start")
    assert caught.value.code == "wait-relation"
    assert caught.value.fix == "write `start-start`"


# ---------------------------------------------------------------- known dates

CLOCKED = Moment(TUE_2020_10_13, 480)
FORMS_OF_KNOWN: list[tuple[str, Known, str]] = [
    ("2020-10-13", Known("congress", TUE_2020_10_13), "2020-10-13"),
    (" 2020-10-13 ", Known("congress", TUE_2020_10_13), "2020-10-13"),
    ("2020-10-13 08:00", Known("congress", CLOCKED), "2020-10-13 08:00"),
    ("2020-10-13T08:00", Known("congress", CLOCKED), "2020-10-13 08:00"),
    (
        "2020-10-13 08:00 Asia/Ho_Chi_Minh",
        Known("congress", Moment(TUE_2020_10_13, 480, "Asia/Ho_Chi_Minh")),
        "2020-10-13 08:00 Asia/Ho_Chi_Minh",
    ),
    (
        "2020-10-13..2020-10-15",
        Known("congress", TUE_2020_10_13, THU_2020_10_15),
        "2020-10-13..2020-10-15",
    ),
    (
        "2020-10-13 .. 2020-10-15",
        Known("congress", TUE_2020_10_13, THU_2020_10_15),
        "2020-10-13..2020-10-15",
    ),
    (
        "2020-10-13 08:00..2020-10-15 17:00",
        Known("congress", CLOCKED, Moment(THU_2020_10_15, 1020)),
        "2020-10-13 08:00..2020-10-15 17:00",
    ),
    ("..2020-10-15", Known("congress", end=THU_2020_10_15), "..2020-10-15"),
    (
        "in October 2020",
        Known("congress", within=Window("2020-10-01", "2020-10-31")),
        "from 2020-10-01 to 2020-10-31",
    ),
    (
        "in 2020-10",
        Known("congress", within=Window("2020-10-01", "2020-10-31")),
        "from 2020-10-01 to 2020-10-31",
    ),
    (
        "in the first half of October 2020",
        Known("congress", within=Window("2020-10-01", "2020-10-15")),
        "from 2020-10-01 to 2020-10-15",
    ),
    (
        "from 2020-10-01 to 2020-10-20",
        Known("congress", within=Window("2020-10-01", "2020-10-20")),
        "from 2020-10-01 to 2020-10-20",
    ),
    ("by 2020-10-20", Known("congress", within=Window.until("2020-10-20")), "by 2020-10-20"),
    ("after 2020-10-12", Known("congress", within=Window.since("2020-10-13")), "after 2020-10-12"),
    ("from 2020-10-13", Known("congress", within=Window.since("2020-10-13")), "after 2020-10-12"),
    ("done 2020-10-02", Known("congress", done=date(2020, 10, 2)), "done 2020-10-02"),
    ("done on 2020-10-02", Known("congress", done=date(2020, 10, 2)), "done 2020-10-02"),
]


@pytest.mark.parametrize(("text", "expected", "canonical"), FORMS_OF_KNOWN)
def test_forms_of_known_dates(text: str, expected: Known, canonical: str) -> None:
    """Each text form of a known date means what the table says, and its own text reads back."""
    known = Known.read("congress", text)
    assert known == expected
    assert (known.text, str(known)) == (canonical, f"congress={canonical}")
    assert Known.read("congress", canonical) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (TUE_2020_10_13, Known("congress", "2020-10-13")),
        (pendulum.date(2020, 10, 13), Known("congress", "2020-10-13")),
        (datetime(2020, 10, 13, 8), Known("congress", "2020-10-13 08:00")),
        ((TUE_2020_10_13, THU_2020_10_15), Known("congress", "2020-10-13", "2020-10-15")),
        (("2020-10-13", None), Known("congress", "2020-10-13")),
        ((None, "2020-10-15"), Known("congress", end="2020-10-15")),
        (
            Window("2020-10-01", "2020-10-31"),
            Known("congress", within=Window("2020-10-01", "2020-10-31")),
        ),
        (Known("congress", "2020-10-13"), Known("congress", "2020-10-13")),
    ],
)
def test_values_of_known_dates(value: KnownLike, expected: Known) -> None:
    """A known date may be given as a date, a pair, a window or a text, with one meaning."""
    assert Known.read("congress", value) == expected


def test_a_moment_of_another_zone_is_not_taken_for_a_local_one() -> None:
    """A moment with a zone of its own is never read as if it were the plan's local time."""
    known = Known.read("congress", datetime(2020, 10, 13, 8, tzinfo=UTC))
    assert known.text == "2020-10-13 08:00 UTC"


@pytest.mark.parametrize(
    "text", ["sometime", "", "..", "10 days before exhibition", "continuously", "on congress"]
)
def test_texts_that_are_no_known_date(text: str) -> None:
    """A text that fixes nothing is refused, and shown with the item it was given for."""
    error = refused(lambda: Known.read("congress", text))
    assert (type(error), error.code) == (KnownError, "known-form")
    assert "`congress`" in error.what


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2020-02-30", "date-absent"),
        ("2020-10-1", "date-form"),
        ("2020-10-13 8h00", "time-form"),
        ("2020-10-13 24:00", "time-form"),
        ("2020-10-13 08:00 Asia/Hanoi", "unknown-zone"),
        ("2020-10-15..2020-10-13", "window-reversed"),
        ("2020-10-13 17:00..2020-10-13 08:00", "window-reversed"),
        ("from 2020-10-31 to 2020-10-01", "window-reversed"),
        ("done", "date-form"),
        ("done yesterday", "date-form"),
    ],
)
def test_known_dates_that_cannot_be(text: str, code: str) -> None:
    """A known date that can't be is refused with the reason, and shown with the item."""
    error = refused(lambda: Known.read("congress", text))
    assert error.code == code
    assert "congress" in f"{error.what} {error.value}"


def test_a_known_date_says_something() -> None:
    """There is no known date that fixes nothing."""
    assert refused(lambda: Known("congress")).code == "known-form"


KNOWN_PLAN = Plan(
    "p",
    events=[Event("congress", lasts="unknown"), Event("exhibition")],
    deadlines=[Deadline("8.1")],
)


def test_reading_known_dates_of_a_plan() -> None:
    """Known dates come in the plan's order, whatever order and shape they were given in."""
    given_ones: dict[str, KnownLike] = {
        "8.1": "done 2020-10-02",
        "exhibition": date(2020, 10, 10),
        "congress": ("2020-10-13", "2020-10-15"),
    }
    expected = {
        "congress": Known("congress", "2020-10-13", "2020-10-15"),
        "exhibition": Known("exhibition", "2020-10-10"),
        "8.1": Known("8.1", done="2020-10-02"),
    }
    assert list(read_known(KNOWN_PLAN, given_ones).items()) == list(expected.items())
    assert list(read_known(KNOWN_PLAN, reversed(expected.values())).items()) == list(
        expected.items()
    )
    assert read_known(KNOWN_PLAN, None) == read_known(KNOWN_PLAN, {}) == {}


def test_the_edges_of_an_event_may_come_apart() -> None:
    """`congress.start` and `congress.end` fix one edge each, and go together."""
    known = {"congress.start": "2020-10-13", "congress.end": "2020-10-15"}
    assert read_known(KNOWN_PLAN, known) == {
        "congress": Known("congress", "2020-10-13", "2020-10-15")
    }
    assert read_known(KNOWN_PLAN, {"congress.end": "2020-10-15"}) == {
        "congress": Known("congress", end="2020-10-15")
    }


def test_what_comes_later_wins() -> None:
    """Of two known dates of one item the later one given holds."""
    given_ones = [Known("congress", "2020-10-13"), Known("congress", "2020-10-27")]
    assert read_known(KNOWN_PLAN, given_ones) == {"congress": Known("congress", "2020-10-27")}


def test_edges_that_come_apart_cannot_be_reversed() -> None:
    """An end before its start is refused even when the two come one by one."""
    known = {"congress.start": "2020-10-15", "congress.end": "2020-10-13"}
    assert refused(lambda: read_known(KNOWN_PLAN, known)).code == "window-reversed"


def test_all_that_is_wrong_with_known_dates() -> None:
    """Everything that can't be used is reported at once, with the nearest name."""
    known = {"congres": "2020-10-13", "congress": "2020-02-30", "nowhere": "2020-10-01"}
    error = refused(lambda: read_known(KNOWN_PLAN, known))
    assert isinstance(error, Problems)
    assert error.codes == ("unknown-event", "date-absent", "unknown-event")
    assert [problem.fix for problem in error.problems][::2] == ["write `congress`", None]
    where = error.problems[0].where
    assert where is not None
    assert where.text() == "known date of `congres`"
    assert where.text("vi") == "ngày đã ấn định của `congres`"
    assert [problem.value for problem in error.problems] == [*known.values()]


def test_single_errors_come_alone() -> None:
    """One problem is reported as it is, without a count."""
    error = refused(lambda: read_known(KNOWN_PLAN, {"congres": "2020-10-13"}))
    assert codes_of(error) == ["unknown-event"]
    assert error.what == "The plan has no event or deadline `congres`."
