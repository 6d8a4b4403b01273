"""Texts of users on their way to people: as they were given, without what would steer a terminal.

Every sentence, table and line that the package writes takes the texts of plans through here. Data (JSON, plan files,
calendars) has rules of its own.
"""

from __future__ import annotations

import re

# Controls but tab and line feed, the marks that turn the direction of a line, and halves of letters, which can't be
# encoded. ECMA-48 section 5.2 and 5.3 for the controls; Unicode standard annex 9, section 2, for the marks.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|([\ud800-\udfff])"
)


def printable(text: str) -> str:
    """Leave out control characters; a half of a letter becomes U+FFFD.

    Args:
        text: Any text.
    """
    if text.isprintable():
        return text
    return _UNPRINTABLE.sub(lambda found: "\ufffd" if found[1] else "", text)
