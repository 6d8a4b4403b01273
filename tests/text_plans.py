"""Random plans whose deadlines are written as texts, each counted from what stands before it."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from relsched import Deadline, Event, Plan

FIRST, LAST = date(2019, 12, 20), date(2021, 1, 15)  # from which anchors are drawn


UNITS = ("days", "weeks", "months", "working days")


@st.composite
def points(draw: st.DrawFn, anchors: list[str], depth: int = 2) -> str:
    """The text of a point counted from some of the anchors or from a date."""
    head = draw(st.sampled_from([*anchors, *anchors, draw(st.dates(FIRST, LAST)).isoformat()]))
    kinds = ["offset", "offset", "head"]
    if depth:
        kinds += ["offset of offset", "compared", "rolled", "period"]
    kind = draw(st.sampled_from(kinds))
    amount, unit = draw(st.integers(0, 40)), draw(st.sampled_from(UNITS))
    direction = draw(st.sampled_from(["before", "after"]))
    if kind == "offset":
        return f"{amount} {unit} {direction} {head}"
    if kind == "offset of offset":
        return f"{amount} {unit} {direction} ({draw(points(anchors, depth - 1))})"
    if kind == "compared":
        word = draw(st.sampled_from(["earlier of", "later of"]))
        first = draw(points(anchors, depth - 1))
        second = draw(points(anchors, depth - 1).filter(lambda text: text != first))
        third = draw(st.dates(FIRST, LAST))
        return f"{word} ({first}), ({second}), {third}"
    if kind == "rolled":
        how = draw(st.sampled_from(["forward", "back", "nearest", "modified forward"]))
        return f"({draw(points(anchors, depth - 1))}) rolled {how}"
    if kind == "period":
        word = draw(st.sampled_from(["start of month", "end of quarter", "start of week"]))
        return f"{word} ({draw(points(anchors, depth - 1))})"
    return head


@st.composite
def plans(draw: st.DrawFn, most: int = 10) -> Plan:
    """Plans of one to three events and some deadlines, each counted from what stands before it."""
    events = []
    for index in range(draw(st.integers(1, 3))):
        lasts = draw(st.one_of(st.integers(1, 5), st.just("unknown")))
        expected = draw(
            st.sampled_from([None, None, "in October 2020", "in Q2 2020", "2020-07-31"])
        )
        events.append(Event(f"event{index}", expected=expected, lasts=lasts))
    names = [
        name for event in events for name in (event.id, f"{event.id}.start", f"{event.id}.end")
    ]
    deadlines = []
    for index in range(draw(st.integers(1, most))):
        point = draw(points(names))
        form = draw(st.sampled_from(["by {}", "by {}", "before {}", "after {}", "on {}"]))
        wait = draw(st.sampled_from([None, None, None, *names]))
        item = None if wait is None else wait.removesuffix(".start").removesuffix(".end")
        after = [] if item is None else [item]
        deadlines.append(Deadline(f"d{index}", when=form.format(f"({point})"), after=after))
        names.append(f"d{index}")
    return Plan("drawn", events=events, deadlines=deadlines, horizon="1600-01-01..2500-12-31")
