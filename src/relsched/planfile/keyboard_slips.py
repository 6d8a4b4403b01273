"""Slips of the keyboard in a plan file: where each begins, and the line as it should be written.

YAML's reader gives up somewhere behind a slip, in words about its own state. Here the lines around are tried as they
could be meant, and the one that lets the text be read the furthest, and most like a plan, is the fix: so each fix has
been seen to work. What is tried is bounded, whatever the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import attrs

from relsched.errors import DocumentError, Place
from relsched.messages.message import Message, Value
from relsched.planfile.plan_shape import misfits
from relsched.planfile.slip_mends import (
    Mend,
    mends_by_leaving_out,
    mends_of_place,
    mends_of_signs,
)
from relsched.planfile.yaml_events import MAX_DEPTH, Stop, read_events

# The line breaks of YAML 1.1, by which lines are counted in errors.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
# So much is tried: slips of one file, readings of its lines for one slip and for all, and the lines around a slip.
_MOST_SLIPS = 30
_MOST_TRIALS = 160
_MOST_TRIALS_IN_ALL = 600
_WHOLE = 60
_BEFORE, _BEHIND = 16, 24
# Of a longer text only the first slip is looked for: reading it again for each takes too long.
_LONG = 300_000
_LONG_LINE = 2_000


@attrs.frozen
class MendedText:
    """A text without its slips, which keeps the number of its lines, and the errors that were in it."""

    text: str
    errors: tuple[DocumentError, ...]
    lines: tuple[str, ...]
    mended: tuple[str, ...]

    def moved_back(self, line: int, column: int) -> int:
        """Give the column that a column of the mended text has in the text as it was; both from 1."""
        old, new = self.lines[line - 1], self.mended[line - 1]
        if old == new:
            return column
        same = 0
        while same < min(len(old), len(new)) and old[same] == new[same]:
            same += 1
        if column - 1 <= same:
            return column
        return max(column - 1 + len(old) - len(new), same) + 1


class _Score(NamedTuple):
    """How good a reading is: how far it gets, and what in it fits no plan. More is better."""

    line: int
    wrong: int
    odd: int


_THROUGH = 1 << 30


def split_lines(text: str) -> tuple[list[str], list[str]]:
    """Part a text into lines and the breaks behind them."""
    lines, breaks, at = [], [], 0
    for found in _BREAK.finditer(text):
        lines.append(text[at : found.start()])
        breaks.append(found.group())
        at = found.end()
    return [*lines, text[at:]], [*breaks, ""]


def mend(text: str, name: str) -> MendedText:
    """Find the slips of a text that is no plan file as it stands, and take them back.

    Args:
        text: The text.
        name: What the file is called in messages.

    Returns:
        The text with all slips taken back that were understood, and an error for each, in the order in which they
        were found. Where one wasn't understood it is still in the text, without an error.
    """
    first_lines, breaks = split_lines(text)
    lines = list(first_lines)
    errors: list[DocumentError] = []
    # What is nested too deeply is reported as that.
    given_up = {n for n, line in enumerate(lines) if len(re.findall(r"[\[{]", line)) > MAX_DEPTH}
    trials = _MOST_TRIALS_IN_ALL
    while len(errors) < _MOST_SLIPS:
        events, stop = read_events(_joined(lines, breaks))
        if stop is not None:
            if stop.begun in given_up or (stop.is_property and _is_shared(lines, stop)):
                break
            suspects = _suspects(lines, stop, [event.line for event in events[-2:]])
            start = stop.begun
        else:
            wrong = [line for line in misfits(events).wrong if line not in given_up]
            if not wrong:
                break
            start = wrong[0]
            suspects = _around(lines, start)
        found, spent = _best(lines, suspects, stop, start, trials)
        trials -= spent
        if found is None or trials <= 0:
            given_up.add(start)
            if stop is not None or trials <= 0:
                break
            continue
        errors.append(_error(found, lines, name))
        for number, line in found.lines:
            lines[number] = "" if line is None else line
        if len(text) > _LONG:
            break
    return MendedText(_joined(lines, breaks), tuple(errors), tuple(first_lines), tuple(lines))


def _joined(lines: Sequence[str], breaks: Sequence[str]) -> str:
    return "".join(line + end for line, end in zip(lines, breaks, strict=True))


def _is_shared(lines: Sequence[str], stop: Stop) -> bool:
    """Whether an anchor or alias is meant as one: its name is given and referred to."""
    name = re.match(r"[&*]([\w-]+)", lines[stop.line][stop.column :])
    if name is None:
        return False
    return all(
        any(re.search(rf"(?:^|\s){re.escape(sign + name[1])}(?:\s|$)", line) for line in lines)
        for sign in "&*"
    )


def _filled(lines: Sequence[str], at: int, step: int) -> int | None:
    """Give the next line in a direction that is neither empty nor a comment."""
    at += step
    while 0 <= at < len(lines):
        text = lines[at].strip()
        if text and not text.startswith("#"):
            return at
        at += step
    return None


def _around(lines: Sequence[str], at: int) -> list[int]:
    before = _filled(lines, at, -1)
    head = at
    while head > 0 and not lines[head].lstrip().startswith("-") and at - head < 12:
        head -= 1
    return _distinct([at, before, head, _filled(lines, at, 1)], len(lines))


def _suspects(lines: Sequence[str], stop: Stop, last: Sequence[int]) -> list[int]:
    """Give the lines on which the slip behind a stop may be, the most likely first."""
    at = min(stop.line, len(lines) - 1)
    if not lines[at].strip():
        at = _filled(lines, at, -1) or 0
    begun = min(stop.begun, at)
    before = _filled(lines, begun, -1)
    return _distinct(
        [begun, at, before, _filled(lines, at, -1), *reversed(last), *_around(lines, begun)],
        len(lines),
    )


def _distinct(numbers: Sequence[int | None], count: int) -> list[int]:
    return [n for n in dict.fromkeys(numbers) if n is not None and n < count]


def _best(
    lines: Sequence[str], suspects: Sequence[int], stop: Stop | None, start: int, trials: int
) -> tuple[Mend | None, int]:
    """Find the mend that is read the furthest and most like a plan, and tell how many were tried."""
    low, high, head = _excerpt(lines, min(suspects, default=start), max(suspects, default=start))

    def score(changed: Sequence[tuple[int, str | None]]) -> _Score:
        part = list(lines[low:high])
        for number, line in changed:
            if low <= number < high:
                part[number - low] = "" if line is None else line
        events, ended = read_events("\n".join([*head, *part, ""]))
        fits = misfits(events)
        reached = _THROUGH if ended is None else ended.begun - len(head) + low
        return _Score(reached, -len(fits.wrong), -fits.odd)

    base = score(())
    best, best_score = None, base
    spent = 0
    seen: set[tuple[tuple[int, str | None], ...]] = set()
    for each in _offered(lines, suspects):
        if each.lines in seen or all(lines[number] == line for number, line in each.lines):
            continue
        if stop is None and not _is_plain_to_see(each):
            continue
        seen.add(each.lines)
        spent += 1
        if spent > min(_MOST_TRIALS, trials):
            break
        found = score(each.lines)
        # A mend that doesn't let the text be read further, or takes a misfit away, mends nothing.
        if found[:2] > best_score[:2] or (best is not None and found > best_score):
            if found.line == base.line and stop is not None:
                continue
            # A second plan behind three dashes is none that belongs to the first.
            if each.slip == "form signs" and found.wrong < base.wrong:
                continue
            best, best_score = each, found
        if best is not None and best_score == (_THROUGH, 0, 0):
            break
    return best, spent


def _is_plain_to_see(offer: Mend) -> bool:
    """Whether a mend may be offered where YAML is read: what misfits may as well be meant, and be wrong otherwise."""
    if offer.slip == "indent":  # what stands too far to the right is no YAML
        return (offer.lines[0][1] or "").startswith(" ")
    return offer.slip not in ("sign", "form signs", "dash extra", "bracket open", "colon text")


def _offered(lines: Sequence[str], suspects: Sequence[int]) -> Iterator[Mend]:
    for offers in (mends_of_signs, mends_of_place, mends_by_leaving_out):
        for at in suspects:
            if len(lines[at]) <= _LONG_LINE:
                yield from offers(lines, at)


def _excerpt(lines: Sequence[str], first: int, last: int) -> tuple[int, int, list[str]]:
    """Give the part of a text that is tried, and the line of the list that it is in."""
    if len(lines) <= _WHOLE:
        return 0, len(lines), []
    low = max(first - _BEFORE, 0)
    high = min(max(last, first) + _BEHIND, first + _BEFORE + 2 * _BEHIND, len(lines))
    while low > 0 and not re.match(r"[\w.-]+:|\s*- ", lines[low]) and first - low < 3 * _BEFORE:
        low -= 1
    while high < len(lines) and not re.match(r"[\w.-]+:|\s*- ", lines[high]) and high - last < 60:
        high += 1
    head: list[str] = []
    if low > 0 and not re.match(r"[\w.-]+:", lines[low]):
        above = (lines[n] for n in range(low - 1, -1, -1) if re.match(r"[\w.-]+:", lines[n]))
        head = [line for line in [next(above, "")] if line]
    return low, high, head


# ---------------------------------------------------------------- the error


def _error(found: Mend, lines: Sequence[str], name: str) -> DocumentError:
    match found.slip.partition(" ")[0]:
        case "quote":
            return _slip(found, lines, name, "yaml-quote")
        case "bracket":
            return _slip(found, lines, name, "yaml-bracket")
        case "colon":
            return _slip(found, lines, name, "yaml-colon")
        case "dash":
            return _slip(found, lines, name, "yaml-dash")
        case "indent":
            return _slip(found, lines, name, "yaml-indent")
        case "sign":
            return _slip(found, lines, name, "yaml-sign")
        case "space":
            return _slip(found, lines, name, "yaml-space")
        case "tab":
            return _slip(found, lines, name, "yaml-tab")
        case _:
            return _slip(found, lines, name, "yaml-form")


def _slip(found: Mend, lines: Sequence[str], name: str, code: str) -> DocumentError:
    number, _ = found.lines[0]
    key = f"yaml-{found.slip}"
    values: dict[str, Value] = {"line": number + 1}
    if found.slip in _SHOWS:
        values["text"] = found.text
    if found.slip == "indent" and found.like is not None:
        values["like"] = found.like + 1
    return DocumentError(
        Message(f"error {key}", **values),
        code=code,
        where=Place(document=name, line=number + 1, column=found.column + 1),
        value=lines[number].strip() or None,
        why=Message(f"error {key if found.slip in _OWN_REASONS else code} why"),
        fix=_fix(found),
    )


_OWN_REASONS = frozenset(("quote marks", "quote escape", "form signs"))
_SHOWS = frozenset(
    (
        *("space", "sign", "dash sign", "dash missing", "colon space", "colon missing"),
        *("colon sign", "bracket open", "bracket begin", "bracket extra", "bracket kind"),
    )
)


def _fix(found: Mend) -> Message:
    parts: list[Value] = [
        Message("error slip leave out", line=number + 1)
        if line is None
        else Message("error slip write", line=number + 1, text=line)
        for number, line in sorted(found.lines)
    ]
    if len(parts) == 1 and isinstance(parts[0], Message):
        return parts[0]
    return Message("list and", first=tuple(parts[:-1]), last=parts[-1])
