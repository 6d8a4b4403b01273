"""What the operating system says of an error, as a message; the catalogue knows the common ones by their names."""

from __future__ import annotations

import errno

from relsched.messages.catalogue import FIRST, sentences
from relsched.messages.message import Message, verbatim


def reason(error: Exception) -> Message:
    """Give the reason of an error of the operating system, such as `No such file or directory`.

    An error is known by its name in `errno` (`ENOENT`). What the catalogue has no sentence for keeps the
    system's own words, in whatever language these are.
    """
    key = f"system error {_name(error)}"
    if key in sentences(FIRST):
        return Message(key)
    return verbatim(getattr(error, "strerror", None) or str(error))


def _name(error: Exception) -> str:
    import socket

    number = getattr(error, "errno", None)
    if isinstance(error, socket.gaierror):  # its numbers are no errno, and differ among systems
        unknown = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        later = number == socket.EAI_AGAIN
        return "name unknown" if number in unknown else "name not found now" if later else ""
    # Sockets of Windows have numbers of their own, with the same names after this prefix.
    return errno.errorcode.get(number or 0, "").removeprefix("WSA").lower()
