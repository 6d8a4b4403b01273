"""The segments of a text: it is cut at its labels, at semicolons and at line ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from relsched.phrases.letters import Letters

_LABEL = re.compile(
    r"(?:(?<=[;\n:.])|\A|(?<=\s))\s*(?:\((?P<a>[ivx]{1,4}|[a-h]|đ|[1-9])\)|(?P<b>[a-h]|đ|[1-9]|[ivx]{1,4})\)|(?P<c>[1-9](?:\.[1-9][0-9]?){0,2}|[a-h])\.(?=\s))\s*:?\s+|"
    r"(?:\A|(?<=\n)|(?<=;)|(?<=; ))[-–+•*]\s+"
)


def _follow_one_another(labels: Sequence[str]) -> bool:
    """Are these labels such as `1`, `2` or `4.1`, `4.2` or `a`, `b`, so that they aren't something else?"""
    if len(labels) < 2:
        return False
    lasts = [label.rpartition(".")[2] for label in labels]
    heads = {label.rpartition(".")[0] for label in labels}
    numbers = [int(last) if last.isdecimal() else ord(last) - ord("a") + 1 for last in lasts]
    return len(heads) == 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def segments(letters: Letters) -> list[tuple[str, int, int]]:
    """Give the label of each segment, and where it begins and ends."""
    text = letters.text
    lowered = text.lower()
    cuts = [(0, 0, "")]
    labels = list(_LABEL.finditer(lowered))
    dotted = [match["c"] for match in labels if match["c"]]
    if not _follow_one_another(dotted):
        labels = [match for match in labels if not match["c"]]
    several = len(labels) > 1 or (labels and labels[0].start() == 0)
    cuts.extend(
        (match.start(), match.end(), match["a"] or match["b"] or match["c"] or "")
        for match in (labels if several else ())
    )
    depth = 0
    given = letters.given
    plain = len(given) == len(text)
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        newline = plain and given[place] in "\n\r" and text[:place].rstrip()[-1:] in ("", *".;:")
        if (char == ";" and depth <= 0) or newline:
            cuts.append((place, place + 1, ""))
    cuts.sort()
    found: list[tuple[str, int, int]] = []
    for (_, begin, label), following in zip(
        cuts, [*cuts[1:], (len(text), len(text), "")], strict=True
    ):
        if text[begin : following[0]].strip(" ;.,") or label:
            found.append((label, begin, following[0]))
    return found
