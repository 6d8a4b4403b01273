"""The ways in which a line of a plan file could be meant: each slip of the keyboard with what takes it back.

Nothing here knows whether a slip was made: whoever asks tries what is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from relsched.planfile.plan_shape import KNOWN_KEYS


class Mend(NamedTuple):
    """One way to take a slip back.

    Attributes:
        slip: What was slipped on, the key of its sentence behind `error yaml-`: `quote open`.
        lines: The lines that change, by number from 0, and what they become; None where a line is taken out.
        column: Where the slip begins in the first of them, from 0.
        text: What the sentence shows: a key or a sign.
        like: The number of the line that the mended one is indented like, from 0.
    """

    slip: str
    lines: tuple[tuple[int, str | None], ...]
    column: int
    text: str = ""
    like: int | None = None


_LINE = re.compile(r"(?P<indent>[ \t]*)(?P<dashes>(?:-[ \t]+)*)(?P<rest>.*)")
_KEY = re.compile(r"(?P<key>[\w.-]+)(?P<colon>[ \t]*:(?:[ \t]+|$))(?P<value>.*)")
_COMMENT = re.compile(r"[ \t]+#.*$")
# Signs that look like spaces and come with a text from a page or a letter.
_WIDE_SPACES = "\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
_SPACES = re.compile(f"[{_WIDE_SPACES}]")
_OPENING = "“„‟«‘‚‹"
_CLOSING = "”“‟»’‹›"
_DASHES = "–—−‐‑•·*+"
# Signs that begin something else than a text in YAML.
_SIGNS = "%@`&*!|>{}[],?-:#"
_BRACKETS = {"[": "]", "{": "}"}


class _Parts(NamedTuple):
    """A line: what stands before its key, the key with its colon, the value, and the comment."""

    indent: str
    dashes: str
    key: str
    colon: str
    value: str
    comment: str

    @property
    def before(self) -> str:
        return self.indent + self.dashes + self.key + self.colon


def _parts(line: str) -> _Parts:
    found = _LINE.fullmatch(line)
    assert found is not None
    rest = found["rest"]
    keyed = _KEY.fullmatch(rest)
    key, colon, value = ("", "", rest) if keyed is None else keyed.group("key", "colon", "value")
    comment = ""
    # A sharp inside quotes begins no comment; behind the last quote it does.
    last_quote = max(value.rfind('"'), value.rfind("'"))
    cut = _COMMENT.search(value, max(last_quote + 1, 0))
    if cut is not None:
        value, comment = value[: cut.start()], cut.group()
    stripped = value.rstrip()
    return _Parts(
        found["indent"], found["dashes"], key, colon, stripped, value[len(stripped) :] + comment
    )


def quoted(text: str) -> str:
    """Put quotes round a text, so that it reads as it stands."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def mends_of_signs(lines: Sequence[str], at: int) -> Iterator[Mend]:
    """Offer what a slip within a line could have been: spaces, quotes, brackets, colons, dashes."""
    line = lines[at]
    yield from _of_spaces(line, at)
    parts = _parts(line)
    yield from _of_dash(parts, line, at)
    if len(parts.dashes) > len("- "):
        yield from _of_dashed_indent(parts, lines, at)
    yield from _of_colon(parts, line, at)
    yield from _of_brackets(parts, at)
    yield from _of_quotes(parts, at)
    yield from _of_text(parts, at)
    yield from _of_lines(parts, lines, at)


def _one(slip: str, at: int, line: str, column: int, text: str = "") -> Mend:
    return Mend(slip, ((at, line),), column, text)


def _of_spaces(line: str, at: int) -> Iterator[Mend]:
    if _SPACES.search(line):
        column = next(n for n, sign in enumerate(line) if _SPACES.match(sign))
        sign = f"U+{ord(line[column]):04X}"
        spaced = re.sub("[\u200b\u2060\ufeff]", "", line)
        yield _one("space", at, _SPACES.sub(" ", spaced), column, sign)
    if "\t" in line:
        head, _, rest = line.partition("\t")
        if head.strip(" "):
            yield _one("tab", at, f"{head.rstrip()} {rest.strip()}".replace("\t", " "), len(head))


def _of_dash(parts: _Parts, line: str, at: int) -> Iterator[Mend]:
    indent = parts.indent
    rest = line[len(indent) :]
    if rest[:1] == "-" and rest[1:2] not in ("", " ", "-") and not parts.dashes:
        yield _one("dash space", at, f"{indent}- {rest[1:]}", len(indent))
    if rest[:1] and rest[0] in _DASHES and not parts.dashes:
        yield _one("dash sign", at, f"{indent}- {rest[1:].lstrip()}", len(indent), rest[0])
    if rest.startswith("-- "):
        yield _one("dash sign", at, f"{indent}- {rest[3:].lstrip()}", len(indent), "--")
    if parts.dashes.count("-") > 1:
        yield _one("dash sign", at, f"{indent}- {line[len(indent + parts.dashes) :]}", len(indent))


def _of_dashed_indent(parts: _Parts, lines: Sequence[str], at: int) -> Iterator[Mend]:
    """Offer as many spaces behind a dash as the lines below it are indented by."""
    following = next((_indent(text) for text in lines[at + 1 :] if _counts(text)), None)
    column = len(parts.indent)
    if parts.dashes and following is not None and following > column + 1:
        rest = lines[at][len(parts.indent + parts.dashes) :]
        fixed = f"{parts.indent}-{' ' * (following - column - 1)}{rest}"
        yield Mend("indent", ((at, fixed),), column, "", at + 1)


def _of_colon(parts: _Parts, line: str, at: int) -> Iterator[Mend]:
    head = parts.indent + parts.dashes
    rest = line[len(head) :]
    column = len(head)
    close = re.fullmatch(r"(?P<key>[\w.-]+):(?P<value>[^\s:].*)", rest)
    if close is not None:
        fixed = f"{head}{close['key']}: {close['value']}"
        yield _one("colon space", at, fixed, column + len(close["key"]), close["key"])
    other = re.fullmatch(
        r"(?P<key>[\w.-]+)\s*(?P<sign>[;=：﹕꞉,.]|::+|: :+|:=|=>|->)\s*(?P<value>.*)", rest
    )
    if other is not None and other["key"] in KNOWN_KEYS:
        fixed = f"{head}{other['key']}: {other['value']}".rstrip()
        slip = "colon stray" if ":" in other["sign"] and other["sign"] != ":=" else "colon sign"
        yield _one(slip, at, fixed, column + len(other["key"]), other["sign"])
    stray = re.fullmatch(r":\s*(?P<rest>.+)", rest)
    if stray is not None:
        yield _one("colon stray", at, head + stray["rest"], column, ":")
    if parts.value[:1] == ":":
        fixed = parts.before.rstrip() + " " + parts.value.lstrip(": ") + parts.comment
        yield _one("colon stray", at, fixed, len(parts.before), ":")
    if parts.value.endswith(":"):
        fixed = (parts.before + parts.value.rstrip(": ")).rstrip() + parts.comment
        yield _one("colon stray", at, fixed, len((parts.before + parts.value).rstrip(":")), ":")
    if not parts.key:
        word, _, value = parts.value.partition(" ")
        if word in KNOWN_KEYS:
            fixed = f"{head}{word}: {value.strip()}".rstrip() + parts.comment
            yield _one("colon missing", at, fixed, column + len(word), word)
    # Inside braces, too, a key wants a space behind its colon.
    closer = re.sub(
        r"([{,]\s*)([\w.-]+):(?=[^\s,}\]])",
        lambda found: f"{found[1]}{found[2]}: " if found[2] in KNOWN_KEYS else found[0],
        parts.value,
    )
    if closer != parts.value:
        at_first = next(
            n for n, (a, b) in enumerate(zip(parts.value, closer, strict=False)) if a != b
        )
        key = re.findall(r"[\w.-]+", parts.value[:at_first])[-1]
        fixed = parts.before + closer + parts.comment
        yield _one("colon space", at, fixed, len(parts.before) + at_first - 1, key)


def _outside_quotes(text: str) -> list[tuple[int, str]]:
    """Give the signs of a text that stand in no quotes, with their places."""
    found: list[tuple[int, str]] = []
    quote = ""
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and (not place or text[place - 1] in " [{,:("):
            quote = sign
        else:
            found.append((place, sign))
    return found


def _of_brackets(parts: _Parts, at: int) -> Iterator[Mend]:
    value = parts.value
    base = len(parts.before)

    def mended(slip: str, text: str, place: int, sign: str) -> Mend:
        return _one(slip, at, parts.before + text + parts.comment, base + place, sign)

    if parts.key == "" and parts.value == "" and not parts.dashes:
        return
    opened: list[tuple[int, str]] = []
    for place, sign in _outside_quotes(value):
        if sign in _BRACKETS:
            opened.append((place, sign))
        elif sign in "]}":
            if not opened:
                # A closing one without its beginning: at the end of the value, or of the braces of an item.
                start = "[" if sign == "]" else "{"
                begins = mended("bracket begin", start + value, place, sign)
                extra = mended("bracket extra", value[:place] + value[place + 1 :], place, sign)
                yield from (extra, begins) if start in value[:place] else (begins, extra)
                break
            begun, start = opened.pop()
            if _BRACKETS[start] != sign:
                good = value[:place] + _BRACKETS[start] + value[place + 1 :]
                yield mended("bracket kind", good, place, sign)
                yield mended(
                    "bracket open", value[:place] + _BRACKETS[start] + value[place:], begun, start
                )
                break
    else:
        if opened:
            closers = "".join(_BRACKETS[sign] for _, sign in reversed(opened))
            place, sign = opened[0]
            bare = value.rstrip(", ")
            yield mended("bracket open", bare + closers, place, sign)
            if len(opened) > 1:
                place, sign = opened[-1]
                for cut in (m.start() for m in re.finditer(r",|[\]}]", value) if m.start() > place):
                    good = value[:cut] + _BRACKETS[sign] + value[cut:]
                    yield mended("bracket open", good, place, sign)
            elif len(value) > 1:
                yield mended("bracket extra", value[:place] + value[place + 1 :], place, sign)
    # A brace before an item is missing: `- id: a, when: on b}`.
    if parts.key and value.endswith("}") and value.count("}") > value.count("{"):
        head = parts.indent + parts.dashes
        fixed = f"{head}{{{parts.key}: {value}{parts.comment}"
        yield _one("bracket begin", at, fixed, base + len(value) - 1, "}")
    # A comma between the keys of an item in braces.
    comma = re.sub(
        r"(?<=[^\s,{\[])\s+([\w.-]+):(?=\s)",
        lambda found: f", {found[1]}:" if found[1] in KNOWN_KEYS else found[0],
        value,
    )
    if comma != value and "{" in value:
        place = next(n for n, (a, b) in enumerate(zip(value, comma, strict=False)) if a != b)
        yield mended("bracket comma", comma, place, ",")


def _of_quotes(parts: _Parts, at: int) -> Iterator[Mend]:
    value = parts.value
    if not value:
        return
    base = len(parts.before)
    all_of_it = value + parts.comment

    def mended(
        slip: str, text: str, place: int = 0, sign: str = "", comment: str | None = None
    ) -> Mend:
        behind = parts.comment if comment is None else comment
        return _one(slip, at, parts.before + text + behind, base + place, sign)

    first, last = value[0], value[-1]
    inner = value[1:-1]
    if first in _OPENING or (first in _CLOSING and last in _CLOSING):
        if len(value) > 1 and last in _CLOSING + "\"'":
            yield mended("quote marks", quoted(inner), 0, first)
        elif last not in _CLOSING:
            yield mended("quote marks", quoted(value[1:]), 0, first)
    if first in "\"'":
        # The words are between quotes of one kind, with more of them inside.
        if len(value) > 1 and last == first:
            if inner.count(first):
                yield mended("quote inside", quoted(inner.replace("\\" + first, first)), 0, first)
            if first == '"' and "\\" in value:
                yield mended("quote escape", quoted(inner), value.index("\\"), "\\")
        elif len(value) > 1 and (last in "\"'" or last in _CLOSING) and first not in inner:
            yield mended("quote kind", quoted(inner), len(value) - 1, last)
        closing = value.find(first, 1)
        if closing < 0:
            text = value[1:]
            closed = f"{value}{first}" if first == "'" or "\\" not in value else quoted(text)
            yield mended("quote open", closed, 0, first)
            if all_of_it != value:
                yield mended("quote open", f"{all_of_it.rstrip()}{first}", 0, first, "")
            # A list in brackets, or braces, in which one text isn't closed, is tried below.
        elif closing < len(value) - 1:
            yield mended("quote after", quoted(value), closing + 1, value[closing + 1 :].strip())
    elif last in "\"'" and value.count(last) % 2:
        yield mended("quote begin", quoted(value[:-1]), len(value) - 1, last)
        yield mended("quote begin", value[:-1], len(value) - 1, last)
    if value[0] in "[{":
        for place, sign in enumerate(value):
            if sign in "\"'" and value.count(sign) % 2:
                yield from _of_inner_quote(parts, at, place, sign)
                break
        marks = re.sub("[“„‟”«»]", '"', value)
        if marks != value:
            place = next(n for n, (a, b) in enumerate(zip(value, marks, strict=True)) if a != b)
            yield mended("quote marks", marks, place, value[place])
        # A text with a colon, or one that begins with a sign, in braces.
        for found in re.finditer(
            r"(?:[\w.-]+:\s+|[\[,]\s*)([^\s\"'\[{][^,\]}\"]*?)(?=\s*(?:,\s*[\w.-]+:\s|\]|\}$))",
            value,
        ):
            text = found[1]
            if ":" in text or text[0] in _SIGNS:
                good = value[: found.start(1)] + quoted(text) + value[found.end(1) :]
                slip, place = ("sign", 0) if text[0] in _SIGNS else ("colon text", text.index(":"))
                yield mended(slip, good, found.start(1) + place, text[place])


def _of_inner_quote(parts: _Parts, at: int, place: int, sign: str) -> Iterator[Mend]:
    """Offer the other half of a quote within brackets, or no quote."""
    value = parts.value
    opening: list[Mend] = []
    closing: list[Mend] = []
    column = len(parts.before) + place
    bare = value[:place] + value[place + 1 :]
    closing.append(_one("quote begin", at, parts.before + bare + parts.comment, column, sign))
    for found in re.finditer(r"[,\]}]", value):
        if found.start() > place:
            good = value[: found.start()] + sign + value[found.start() :]
            opening.append(
                _one("quote open", at, parts.before + good + parts.comment, column, sign)
            )
    for found in reversed(list(re.finditer(r"[,\[{:]\s*", value))):
        if found.end() <= place:
            good = value[: found.end()] + sign + value[found.end() :]
            closing.append(
                _one("quote begin", at, parts.before + good + parts.comment, column, sign)
            )
    opens = place == 0 or value[place - 1] in " [{,:"
    yield from (*opening, *closing) if opens else (*closing, *opening)


def _of_text(parts: _Parts, at: int) -> Iterator[Mend]:
    """Offer quotes round the whole value, which make a text of whatever stands there."""
    value = parts.value
    if not value or value[0] in "\"'":
        return
    base = len(parts.before)
    texts = [(value, parts.comment)]
    for text, comment in texts:
        line = parts.before + quoted(text) + comment
        if text[0] in _SIGNS:
            yield _one("sign", at, line, base, text[0])
        colon = re.search(r":(?=\s|$)", text)
        if colon is not None and (parts.key or parts.dashes):
            yield _one("colon text", at, line, base + colon.start(), ":")


def _of_lines(parts: _Parts, lines: Sequence[str], at: int) -> Iterator[Mend]:
    """Offer quotes round a text of two lines, where the second holds a colon."""
    if at == 0 or not parts.key or parts.dashes:
        return
    before = _parts(lines[at - 1])
    if not before.key or not before.value or before.value[0] in "\"'[{" or before.comment:
        return
    if len(parts.indent) <= len(before.indent + before.dashes) or parts.key in KNOWN_KEYS:
        return
    rest = lines[at].strip()
    if '"' in before.value + rest or "\\" in before.value + rest:
        return
    column = len(parts.indent + parts.key + parts.colon.rstrip()) - 1
    yield Mend(
        "colon text",
        ((at, f'{parts.indent}{rest}"'), (at - 1, f'{before.before}"{before.value}')),
        column,
        ":",
    )


def mends_of_place(lines: Sequence[str], at: int) -> Iterator[Mend]:
    """Offer where else a line could stand: another indent, with a dash before it, or none."""
    line = lines[at]
    indent = re.match(r"[ \t]*", line)
    assert indent is not None
    parts = _parts(line)
    rest = line[indent.end() :]
    if not rest or rest[0] == "#":
        return
    columns = _columns(lines, at)
    yield from _of_dashed_indent(parts, lines, at)
    if "\t" in indent.group():
        for width in (2, 4, 8):
            yield _one("tab", at, line.expandtabs(width), line.index("\t"))
    for column, like in columns.items():
        if column != indent.end() or "\t" in indent.group():
            slip = "tab" if "\t" in indent.group() else "indent"
            place = line.index("\t") if slip == "tab" else indent.end()
            yield Mend(slip, ((at, " " * column + rest),), place, "", like)
    if not parts.dashes and parts.key in ("id", "item"):
        for column in columns:
            yield _one("dash missing", at, " " * column + "- " + rest, indent.end(), parts.key)
        if indent.end() >= 2:
            dashed = " " * (indent.end() - 2) + "- " + rest
            yield _one("dash missing", at, dashed, indent.end(), parts.key)
    if parts.dashes:
        bare = line[len(parts.indent + parts.dashes) :]
        for column in (*columns, len(parts.indent + parts.dashes)):
            yield _one("dash extra", at, " " * column + bare, indent.end())


def mends_by_leaving_out(lines: Sequence[str], at: int) -> Iterator[Mend]:
    """Offer to take a line out that holds nothing of a plan: signs alone."""
    line = lines[at]
    if (line.strip() and not re.search(r"\w", line)) or re.fullmatch(
        r"\s*(```\w*|---.*|\.\.\.)", line
    ):
        yield Mend("form signs", ((at, None),), len(line) - len(line.lstrip()), line.strip())


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _columns(lines: Sequence[str], at: int) -> dict[int, int]:
    """Give the columns at which the lines around one begin, nearest first, with the line of each."""
    found: dict[int, int] = {}
    around = [n for n in range(at - 1, max(at - 12, -1), -1) if _counts(lines[n])]
    after = [n for n in range(at + 1, min(at + 4, len(lines))) if _counts(lines[n])]
    for number in (*around, *after):
        parts = _parts(lines[number])
        if "\t" in parts.indent:
            continue
        if parts.dashes:
            found.setdefault(len(parts.indent + parts.dashes), number)
        found.setdefault(len(parts.indent), number)
    found.setdefault(0, 0)
    return found
