"""Amounts before or after an anchor make a timing of it, with the limit that is set on them."""

from __future__ import annotations

from typing import Any

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.phrases.builder.amounts import Amounts, offset_of, one_more
from relsched.phrases.builder.anchors import Anchors
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.events import Events
from relsched.phrases.builder.meanings import Amount, Anchor, Sense, Unreadable
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawCode
from relsched.phrases.readings import Note
from relsched.timing.points import At, Edge, Issued, Point, Reference, Shifted
from relsched.timing.timings import By, EitherWay, From, FromTo, On, Term, Timing, Within

_MIDNIGHT = 1440  # the end of a day: no hour of it


@attrs.frozen
class CountedTimings:
    """Gives timings that are counted from an anchor by an amount."""

    attempt: Attempt
    anchors: Anchors
    events: Events
    amounts: Amounts

    def end_before(self, when: Any, amount: Amount) -> Anchor:
        """An amount before something as one end of a range."""
        return self.offset_anchor(amount, "before", when)

    def end_after(self, when: Any, amount: Amount) -> Anchor:
        """An amount after something as one end of a range."""
        return self.offset_anchor(amount, "after", when)

    def notice(self, amount: Amount, when: Any) -> list[Sense]:
        """So many days' notice before something."""
        return self.offset("at least", amount, "before", when)

    def limit(self, word: LexedWord) -> str:
        """A word that says how an amount is meant, such as `at least`."""
        return str(word.value)

    def limit_by(self) -> str:
        """At the latest."""
        return "by"

    def limit_most(self, *_: Any) -> str:
        """No more than."""
        return "at most"

    def limit_within(self) -> str:
        """Any time within."""
        return "within"

    def way_before(self) -> str:
        """Counted back."""
        return "before"

    def way_after(self) -> str:
        """Counted on."""
        return "after"

    def way_of(self) -> str:
        """Counted both ways."""
        return "of"

    def way_either(self) -> str:
        """Before or after."""
        return "either"

    def offset(self, limit: str | None, amount: Amount, way: str, when: Any) -> list[Sense]:
        """An amount before or after something, or before or after the main event."""
        limited = limit or ""
        if when is None:
            if way in ("of", "either"):
                raise Unreadable(None)
            found = self.anchors.of_event(Reference(self.events.main()))
        else:
            found = self.anchors.anchor(when)
        if way == "before":
            return [
                Sense(self._amount_before(limited, amount, *_day_and_time(amount, found.begin)))
            ]
        if way == "after":
            return [Sense(self._amount_after(limited, amount, *_day_and_time(amount, found.end)))]
        if limited != "within":
            raise Unreadable(None)
        point = found.begin if found.kind == "edge" else _whole(found.begin)
        both = Within(amount.high or amount.low, point, both_sides=True)
        if way == "either":
            return [Sense(both)]
        question = Note("phrase either side")
        after = self._amount_after(limited, amount, found.end)
        return [Sense(after, question), Sense(both, question)]

    def timed_offset(self, time: LexedWord, amount: Amount, way: str, when: Any) -> list[Sense]:
        """An hour of a day that is counted: `no later than 5 p.m. 88 days before`."""
        senses = []
        for sense in self.offset("by", amount, way, when):
            timing = sense.timing
            if not isinstance(timing, By | Term | On) or time.value.minute >= _MIDNIGHT:
                raise Unreadable(None)
            point = At(timing.point, time.value.minute, time.value.zone)
            senses.append(attrs.evolve(sense, timing=attrs.evolve(timing, point=point)))
        return senses

    def before_compared(self, limit: str | None, amount: Amount, when: Any) -> list[Sense]:
        """So much earlier than something: `trước 1 tuần so với`."""
        return self.offset(limit, amount, "before", when)

    def no_earlier_compared(self, amount: Amount, when: Any) -> list[Sense]:
        """So much earlier than something, at the earliest."""
        return self.offset("no earlier", amount, "before", when)

    def limited_out(self, limit: str, amount: Amount, *_: Any) -> list[Sense]:
        """At least an amount before the main event: `at least 10 days in advance`."""
        return self.offset(limit, amount, "before", None)

    def offset_limited(self, amount: Amount, limit: LexedWord, way: str, when: Any) -> list[Sense]:
        """The limit behind the amount: `three clear days at least before`."""
        return self.offset(str(limit.value), amount, way, when)

    def until_about(self, limit: LexedWord, *parts: Any) -> list[Sense]:
        """Until about an amount before or after something."""
        if limit.value != "about":
            raise Unreadable(None)
        self.attempt.note("phrase about")
        return self.until_amount(*parts)

    def until_amount(self, *parts: Any) -> list[Sense]:
        """Until an amount before or after something; `up to` an amount before it is a greatest one, more likely."""
        *limit, amount, way, when = parts
        if limit and way == "before":
            question = Note("phrase up to")
            found = [
                *self.offset("by", amount, way, when),
                *self.offset("within", amount, way, when),
            ]
            return [attrs.evolve(sense, question=question) for sense in found]
        return self.offset("by" if way == "before" else "within", amount, way, when)

    def later_on(self, amount: Amount, *_: Any) -> list[Sense]:
        """An amount later: after the main event, if not after what stands before."""
        question = Note("phrase counted from")
        return [
            attrs.evolve(sense, question=question)
            for sense in self.offset(None, amount, "after", None)
        ]

    def offset_last_before(self, when: Any, limit: str | None, amount: Amount) -> list[Sense]:
        """Before something, the amount at the end."""
        return self.offset(limit, amount, "before", when)

    def offset_last_after(self, when: Any, limit: str | None, amount: Amount) -> list[Sense]:
        """After something, the amount at the end."""
        return self.offset(limit, amount, "after", when)

    def limited_last(self, limit: str, way: str, when: Any, amount: Amount) -> list[Sense]:
        """The limit first, then before or after something, the amount at the end."""
        return self.offset(limit, amount, way, when)

    def limited_first(
        self, limit: str, outer: str, amount: Amount, way: str, when: Any
    ) -> list[Sense]:
        """At the latest after so many days from something: the outer direction counts."""
        return self.offset(limit, amount, outer if outer == "after" else way, when)

    def limited_main(self, limit: str, way: str, amount: Amount) -> list[Sense]:
        """At the latest before so many days: of the main event."""
        return self.offset(limit, amount, way, None)

    def offset_last_immediately(self, when: Any, amount: Amount) -> list[Sense]:
        """Right after something, within an amount."""
        return self.offset(None, amount, "after", when)

    def after_counted(self, limit: str | None, amount: Amount, way: str, when: Any) -> list[Sense]:
        """After so many days counted from something."""
        return self.offset(limit, amount, "after" if way == "after" else way, when)

    def edge_lost(self, edge: LexedWord, event: LexedWord, amount: Amount) -> list[Sense]:
        """The end of an event and an amount, with no direction: after it."""
        return self.offset_lost(
            self.events.with_edge(self.events.event(event), Edge(edge.value)), amount
        )

    def before_amounts(
        self, when: Any, low: LexedWord, high: LexedWord, unit: LexedWord
    ) -> list[Sense]:
        """Before something, from one number to another of a unit."""
        return self.offset(None, self.amounts.amounts(low, high, unit), "before", when)

    def after_amounts(
        self, when: Any, low: LexedWord, high: LexedWord, unit: LexedWord
    ) -> list[Sense]:
        """After something, from one number to another of a unit."""
        return self.offset(None, self.amounts.amounts(low, high, unit), "after", when)

    def offset_between_amounts(
        self, first: Amount, last: Amount, way: str, when: Any
    ) -> list[Sense]:
        """No earlier than one amount and no later than another from something."""
        begin = self.offset_anchor(first, way, when)
        end = self.offset_anchor(last, way, when)
        return [Sense(FromTo(begin.begin, end.end))]

    def from_numbers(
        self, low: LexedWord, high: LexedWord, unit: LexedWord, way: str, when: Any
    ) -> list[Sense]:
        """From one number to another of a unit from something."""
        return self.offset(None, self.amounts.amounts(low, high, unit), way, when)

    def from_numbers_limited(self, limit: str, *words: Any) -> list[Sense]:
        """Any time within the same."""
        _must_be_within(limit)
        return self.from_numbers(*words)

    def from_amounts_limited(self, limit: str, *words: Any) -> list[Sense]:
        """Any time from one amount to another from something."""
        _must_be_within(limit)
        return self.from_amounts(*words)

    def from_amounts(self, first: Amount, last: Amount, way: str, when: Any) -> list[Sense]:
        """From one amount to another from something."""
        return self.offset_between_amounts(first, last, way, when)

    def before_counted(self, limit: str | None, amount: Amount, way: str, when: Any) -> list[Sense]:
        """Before so many days counted from something."""
        return self.offset(limit, amount, "before" if way == "before" else "after", when)

    def before_main(self, limit: str | None, amount: Amount) -> list[Sense]:
        """An amount before something that isn't named."""
        return self.offset(limit, amount, "before", None)

    def after_main(self, limit: str | None, amount: Amount) -> list[Sense]:
        """An amount after something that isn't named."""
        return self.offset(limit, amount, "after", None)

    def after_first(self, limit: str | None, amount: Amount, when: Any) -> list[Sense]:
        """A direction, an amount, and what it is counted from."""
        return self.offset(limit, amount, "after", when)

    def before_first(self, limit: str | None, amount: Amount, when: Any) -> list[Sense]:
        """The same, counted back."""
        return self.offset(limit, amount, "before", when)

    def offset_or_more(self, amount: Amount, way: str, when: Any) -> list[Sense]:
        """An amount or more before or after something."""
        return self.offset("at least", amount, way, when)

    def offset_within(self, amount: Amount, way: str, when: Any) -> list[Sense]:
        """In the days before or after something."""
        return self.offset("within", amount, way, when)

    def out(self, amount: Amount) -> list[Sense]:
        """An amount before the main event: `10 weeks out`."""
        return self.offset(None, amount, "before", None)

    def offset_no_earlier(self, amount: Amount, way: str, when: Any) -> list[Sense]:
        """No earlier than an amount before or after something."""
        return self.offset("no earlier", amount, way, when)

    def around(self, first: Amount, back: str, second: Amount, on: str, when: Any) -> list[Sense]:
        """From one amount before something to another after it."""
        begin = self.offset_anchor(first, back, when)
        end = self.offset_anchor(second, on, when)
        return [Sense(FromTo(begin.begin, end.begin))]

    def numbered_either_way(
        self, unit: LexedWord, number: LexedWord, tolerance: Amount, way: str | None, when: Any
    ) -> list[Sense]:
        """A day by its number with a tolerance, as trials count them: day 0 or day 1 is the first."""
        if unit.value not in ("days", "weeks") or way == "before":
            raise Unreadable(None)
        if when is not None:
            point = Shifted(
                offset_of({unit.value: number.value}),
                Direction.AFTER,
                self.anchors.anchor(when).end,
            )
            return [Sense(EitherWay(point, tolerance.low))]
        start = Reference(self.events.main(), Edge.START)
        question = Note("phrase day nought")
        counts = (number.value, number.value - 1) if unit.value == "days" else (number.value,)
        return [
            Sense(
                EitherWay(
                    Shifted(offset_of({unit.value: count}), Direction.AFTER, start), tolerance.low
                ),
                question,
            )
            for count in counts
        ]

    def offset_anchor(self, amount: Amount, way: str, when: Any) -> Anchor:
        """A day counted from something, where one end of a range is meant."""
        found = self.anchors.anchor(when)
        back = way == "before"
        direction = Direction.BEFORE if back else Direction.AFTER
        origin = found.begin if back else found.end
        point = Shifted(amount.low, direction, origin)
        if amount.high is not None:
            other = Shifted(amount.high, direction, origin)
            first, last = (other, point) if back else (point, other)
            return Anchor(first, last, FromTo(first, last), "range")
        return Anchor(point, point, On(point), "day")

    def in_amount(self, amount: Amount) -> list[Sense]:
        """In so many days: within them, from the issue."""
        self.attempt.note("phrase now")
        return [Sense(self._from_issue(amount))]

    def offset_lost(self, when: Any, amount: Amount) -> list[Sense]:
        """An amount with something and no direction: after it, or else before it."""
        chosen = Note("phrase no direction")
        question = Note("phrase which direction")
        found = self.anchors.anchor(when)
        return [
            Sense(self._amount_after("", amount, found.end), question, (chosen,)),
            Sense(self._amount_before("", amount, found.begin), question),
        ]

    def within_alone(self, limit: str, amount: Amount) -> list[Sense]:
        """A term with nothing to count from: from the issue, or from the main event."""
        if limit not in ("within", "by", "at most"):
            raise Unreadable(None)
        question = Note("phrase counted from")
        issued = Note("phrase now")
        senses = [Sense(self._from_issue(amount), question, (issued,))]
        main = self.attempt.context.main
        if main is None:
            return senses
        note = Note("phrase main", {"event": main})
        begin, end = Reference(main, Edge.START), Reference(main, Edge.END)
        back = self._amount_before("by" if limit == "by" else limit, amount, begin)
        ahead = self._amount_after("within", amount, end)
        order = (back, ahead) if limit == "by" else (ahead, back)
        return [*senses, *(Sense(timing, question, (note,)) for timing in order)]

    @staticmethod
    def _from_issue(amount: Amount) -> Timing:
        return Term(Shifted(amount.high or amount.low, Direction.AFTER, Issued()), True)

    def code(self, code: LexedWord) -> list[Sense]:
        """A code such as `T-10`."""
        meant: RawCode = code.value
        main = self.events.main()
        amount = Amount(offset_of({meant.unit: meant.amount}))
        if meant.amount == 0:
            return [Sense(On(Reference(main, Edge.START)))]
        if meant.is_before:
            return [Sense(self._amount_before("", amount, Reference(main, Edge.START)))]
        return [Sense(self._amount_after("", amount, Reference(main, Edge.END)))]

    def day_code(self, code: LexedWord) -> list[Sense]:
        """A day such as `Day -14`, counted from the main event."""
        return [Sense(On(self._day_of_code(code)))]

    def day_codes(self, first: LexedWord, last: LexedWord) -> list[Sense]:
        """From one such day to another."""
        begin, end = self._day_of_code(first), self._day_of_code(last)
        if _place(first.value) > _place(last.value):
            raise Unreadable(None)
        return [Sense(FromTo(begin, end))]

    def _day_of_code(self, code: LexedWord) -> Point:
        meant: RawCode = code.value
        start = Reference(self.events.main(), Edge.START)
        direction = Direction.BEFORE if meant.is_before else Direction.AFTER
        if meant.amount == 0:
            return start
        return Shifted(offset_of({meant.unit: meant.amount}), direction, start)

    def day_number(self, unit: LexedWord, number: LexedWord) -> list[Sense]:
        """A day by its number, as trials count them: day 0 or day 1 is the first."""
        if unit.value != "days":
            raise Unreadable(None)
        if number.value == 0:
            return [Sense(On(self._numbered_day(0)))]
        question = Note("phrase day nought")
        return [Sense(On(self._numbered_day(number.value - first)), question) for first in (0, 1)]

    def day_numbers(self, unit: LexedWord, first: LexedWord, last: LexedWord) -> list[Sense]:
        """From one such day to another."""
        if unit.value != "days" or first.value > last.value:
            raise Unreadable(None)
        question = Note("phrase day nought")
        return [
            Sense(
                FromTo(
                    self._numbered_day(first.value - nought),
                    self._numbered_day(last.value - nought),
                ),
                question,
            )
            for nought in (0, 1)
        ]

    def day_numbers_units(
        self, unit: LexedWord, first: LexedWord, other: LexedWord, last: LexedWord
    ) -> list[Sense]:
        """The same with the word for day twice."""
        if unit.value != other.value:
            raise Unreadable(None)
        return self.day_numbers(unit, first, last)

    def _numbered_day(self, number: int) -> Point:
        direction = "-" if number < 0 else "+"
        code = RawCode(abs(number), "days", direction == "-")
        return self._day_of_code(LexedWord("DAY_CODE", 0, 0, code))

    def day_number_near(
        self, unit: LexedWord, number: LexedWord, way: str, when: Any
    ) -> list[Sense]:
        """A day by its number before or after something."""
        if unit.value not in ("days", "weeks", "working_days"):
            raise Unreadable(None)
        amount = Amount(offset_of({unit.value: number.value}))
        return [Sense(On(self.offset_anchor(amount, way, when).begin))]

    def uneven(self, amount: Amount, tolerance: LexedWord, way: str, when: Any) -> list[Sense]:
        """An amount with a tolerance that differs before and after: `30 days (-2/+4)`."""
        less, more = tolerance.value
        offset = amount.low
        units = [unit for unit in _HOURS if getattr(offset, unit)]
        if amount.high is not None or len(units) != 1 or getattr(offset, units[0]) < less:
            raise Unreadable(None)
        count = getattr(offset, units[0])
        ends = [
            self.offset_anchor(Amount(offset_of({units[0]: each})), way, when).begin
            for each in (count - less, count + more)
        ]
        if way == "before":
            raise Unreadable(None)  # earlier or nearer: nobody can say which
        return [Sense(FromTo(*ends))]

    def uneven_after(
        self, amount: Amount, way: str, when: Any, tolerance: LexedWord
    ) -> list[Sense]:
        """The same with the tolerance at the end."""
        return self.uneven(amount, tolerance, way, when)

    def codes(self, first: LexedWord, last: LexedWord) -> list[Sense]:
        """From one code to another."""
        main = self.events.main()
        points: list[Point] = []
        for code in (first.value, last.value):
            edge = Edge.START if code.is_before or code.amount == 0 else Edge.END
            direction = Direction.BEFORE if code.is_before else Direction.AFTER
            origin = Reference(main, edge)
            offset = offset_of({code.unit: code.amount})
            points.append(Shifted(offset, direction, origin) if code.amount else origin)
        return [Sense(FromTo(points[0], points[1]))]

    def amount_before(self, amount: Amount, *_: Any) -> list[Sense]:
        """An amount before something that isn't named, the direction last."""
        question = Note("phrase counted from")
        return [
            attrs.evolve(sense, question=question)
            for sense in self.offset(None, amount, "before", None)
        ]

    def amount_ahead(self, amount: Amount, *_: Any) -> list[Sense]:
        """The next so many days."""
        return self.in_amount(amount)

    def within_ahead(self, limit: str, amount: Amount, *_: Any) -> list[Sense]:
        """Within the next so many days."""
        if limit not in ("within", "by", "at most"):
            raise Unreadable(None)
        return self.in_amount(amount)

    def either_way_inside(
        self, amount: Amount, tolerance: Amount, way: str, when: Any
    ) -> list[Sense]:
        """A tolerance in brackets between an amount and what it is counted from."""
        return self.either_way(self.offset(None, amount, way, when), tolerance)

    def either_way(self, senses: list[Sense], amount: Amount) -> list[Sense]:
        """A tolerance on both sides."""
        first = senses[0].timing
        if not isinstance(first, By | Term | On):
            raise Unreadable(None)
        return [Sense(EitherWay(first.point, amount.low))]

    def offset_between(
        self, limit: str, low: LexedWord, second: LexedWord, high: LexedWord, *rest: Any
    ) -> list[Sense]:
        """The same, the second limit as its word."""
        return self.between_numbers(limit, low, str(second.value), high, *rest)

    def between_numbers(
        self,
        first_limit: str,
        first: LexedWord,
        second_limit: str,
        second: LexedWord,
        unit: LexedWord,
        way: str,
        when: Any,
    ) -> list[Sense]:
        """Not less than one number and not more than another of a unit from something."""
        low, high = (
            Amount(offset_of(self.amounts.item_of(number.value, unit)))
            for number in (first, second)
        )
        return self.between_limits(first_limit, low, second_limit, high, way, when)

    def between_numbers_late(self, *rest: Any) -> list[Sense]:
        """No earlier than one number of a unit, and no later than another."""
        return self.between_numbers("no earlier", *rest)

    def between_limits_late(self, *rest: Any) -> list[Sense]:
        """No earlier than one amount, and no later than another."""
        return self.between_limits("no earlier", *rest)

    def between_limits(
        self,
        first_limit: str,
        first: Amount,
        second_limit: str,
        second: Amount,
        way: str,
        when: Any,
    ) -> list[Sense]:
        """At least one amount and at most another from something, in either order."""
        low, high = first, second
        limits = (first_limit, second_limit)
        if limits[0] in _MOST or (limits[0] == "no earlier" and way == "before"):
            low, high, limits = second, first, limits[::-1]
        least = {"at least", "more"} | ({"no earlier"} if way == "after" else {"by"})
        most = _MOST | ({"by"} if way == "after" else {"no earlier"})
        if way == "of" or limits[0] not in least or limits[1] not in most:
            raise Unreadable(None)
        if low.high or high.high or _length(low.low) > _length(high.low):
            raise Unreadable(None)
        nearest = one_more(low.low, 1) if limits[0] == "more" else low.low
        farthest = one_more(high.low, -1) if limits[1] == "less" else high.low
        return self.offset(None, Amount(nearest, farthest), way, when)

    def either_number(
        self,
        limit: str | None,
        first: LexedWord,
        second: LexedWord,
        unit: LexedWord,
        way: str,
        when: Any,
    ) -> list[Sense]:
        """One number or another of a unit: both, and the question."""
        one, other = (
            Amount(offset_of(self.amounts.item_of(number.value, unit)))
            for number in (first, second)
        )
        return self.either_amount(limit, one, other, way, when)

    def either_amount(
        self, limit: str | None, first: Amount, second: Amount, way: str, when: Any
    ) -> list[Sense]:
        """One amount or another: both, and the question."""
        question = Note("phrase which amount")
        found = [
            *self.offset(limit, first, way, when)[:1],
            *self.offset(limit, second, way, when)[:1],
        ]
        return [attrs.evolve(sense, question=question) for sense in found]

    def before_either_amount(
        self, when: Any, limit: str | None, first: Amount, second: Amount
    ) -> list[Sense]:
        """Before something, one amount or another."""
        return self.either_amount(limit, first, second, "before", when)

    def after_either_amount(
        self, when: Any, limit: str | None, first: Amount, second: Amount
    ) -> list[Sense]:
        """After something, one amount or another."""
        return self.either_amount(limit, first, second, "after", when)

    def before_either_number(
        self, when: Any, limit: str | None, first: LexedWord, second: LexedWord, unit: LexedWord
    ) -> list[Sense]:
        """Before something, one number or another of a unit."""
        return self.either_number(limit, first, second, unit, "before", when)

    def after_either_number(
        self, when: Any, limit: str | None, first: LexedWord, second: LexedWord, unit: LexedWord
    ) -> list[Sense]:
        """After something, one number or another of a unit."""
        return self.either_number(limit, first, second, unit, "after", when)

    def net(self, number: LexedWord, way: str, when: Any) -> list[Sense]:
        """So many days after an invoice or the like, as terms of payment say it."""
        return self.offset(None, Amount(offset_of({"days": number.value})), way, when)

    def net_amount(self, amount: Amount, way: str, when: Any) -> list[Sense]:
        """The same with its unit."""
        return self.offset(None, amount, way, when)

    def _amount_before(
        self, limit: str, amount: Amount, anchor: Point, time: At | None = None
    ) -> Timing:
        def shifted(offset: Offset) -> Point:
            point = Shifted(offset, Direction.BEFORE, anchor)
            return point if time is None else attrs.evolve(time, point=point)

        if amount.high is not None:
            if limit in ("at least", "by", "no later"):
                self.attempt.note("phrase smaller binds")
                return By(shifted(amount.low))
            if limit in ("within", "at most", "no earlier"):
                return Within(amount.high, _whole(anchor))
            return FromTo(shifted(amount.high), shifted(amount.low))
        if limit in ("within", "at most", "no earlier"):
            return Within(amount.low, _whole(anchor))
        if limit == "more":
            return By(shifted(one_more(amount.low, 1)))
        if limit == "less":
            return Within(one_more(amount.low, -1), _whole(anchor))
        if limit == "exactly":
            return On(shifted(amount.low))
        if limit == "about":
            self.attempt.note("phrase about")
        return By(shifted(amount.low))

    def _amount_after(
        self, limit: str, amount: Amount, anchor: Point, time: At | None = None
    ) -> Timing:
        def shifted(offset: Offset) -> Point:
            point = Shifted(offset, Direction.AFTER, anchor)
            return point if time is None else attrs.evolve(time, point=point)

        if amount.high is not None:
            if limit in ("at least", "no earlier"):
                return From(shifted(amount.low))
            if limit in ("within", "by", "no later", "at most"):
                return Term(shifted(amount.high))
            return FromTo(shifted(amount.low), shifted(amount.high))
        if limit in ("at least", "no earlier"):
            return From(shifted(amount.low))
        if limit == "more":
            return From(shifted(one_more(amount.low, 1)))
        if limit == "less":
            return Term(shifted(one_more(amount.low, -1)))
        if limit == "exactly":
            return On(shifted(amount.low))
        if limit == "about":
            self.attempt.note("phrase about")
        return Term(shifted(amount.low), limit == "within")


def _must_be_within(limit: str) -> None:
    if limit != "within":
        raise Unreadable(None)


def _day_and_time(amount: Amount, anchor: Point) -> tuple[Point, At | None]:
    """Take the time of day from what days or longer are counted from: it is that of the day they lead to."""
    counts_hours = any(
        offset is not None and (offset.hours is not None or offset.minutes is not None)
        for offset in (amount.low, amount.high)
    )
    if isinstance(anchor, At) and not counts_hours:
        return anchor.point, anchor
    return anchor, None


def _whole(point: Point) -> Point:
    """Leave out the edge that is meant anyway."""
    if isinstance(point, Reference) and point.edge is Edge.START:
        return Reference(point.item)
    return point


_MOST = frozenset({"at most", "less", "within"})


# How long units are, as far as two amounts have to be compared.
_HOURS = {
    "years": 8766,
    "months": 730,
    "weeks": 168,
    "days": 24,
    "clear_days": 24,
    "working_days": 34,
    "hours": 1,
}


def _length(offset: Offset) -> int:
    return sum(hours * (getattr(offset, unit) or 0) for unit, hours in _HOURS.items())


def _place(code: RawCode) -> int:
    return -code.amount if code.is_before else code.amount
