"""Text files: a plan file read within its limits, and any file written in one step."""

from __future__ import annotations

import errno
from pathlib import Path as FilePath

from relsched.errors import DocumentError, Place, one_or_all
from relsched.messages.message import Message
from relsched.messages.system_errors import reason
from relsched.planfile.foreign_files import old_letters_in, refuse_document

MAX_BYTES = 5 * 1024 * 1024
_MAX_DOCUMENT = 50 * 1024 * 1024


def read_text(path: str | FilePath) -> str:
    """Read the text of a plan file.

    Raises:
        DocumentError: `file-absent`, `too-long` or `file-encoding`.
    """
    file = FilePath(path)
    try:
        size = file.stat().st_size
        with file.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(
            Message("error file-absent plan"),
            code="file-absent",
            where=Place(document=str(path)),
            why=reason(error),
        ) from None
    if size > MAX_BYTES or len(data) > MAX_BYTES:
        refuse_document(_whole_or(data, file, size), str(path))
        raise too_large(str(path))
    return decode(data, str(path))


def _whole_or(data: bytes, file: FilePath, size: int) -> bytes:
    """Give all of a file that may be a document, which may be larger than a plan; else the beginning."""
    return file.read_bytes() if size <= _MAX_DOCUMENT else data


def decode(data: bytes, name: str) -> str:
    """Give the text of a plan file from its bytes.

    Raises:
        DocumentError: `file-encoding` where they aren't UTF-8, `old-letters` where they are those of an old font,
            `plan-document` where they are a document.
    """
    refuse_document(data, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        old = old_letters_in(data.decode("latin-1"), name)
        if old:
            raise one_or_all(old, name) from None
        line = data[: error.start].count(b"\n") + 1
        raise DocumentError(
            Message("error file-encoding plan"),
            code="file-encoding",
            where=Place(document=name, line=line),
            why=Message("error file-encoding plan why", offset=error.start),
            fix=Message("error file-encoding plan fix"),
        ) from None


def too_large(name: str) -> DocumentError:
    """Make the error for a plan file with more bytes than are read."""
    return DocumentError(
        Message("error too-long file"),
        code="too-long",
        where=Place(document=name),
        fix=Message("error too-long file fix"),
    )


def write_text(path: str | FilePath, text: str) -> None:
    """Write a text file with LF line ends, in one step."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | FilePath, data: bytes) -> None:
    """Write a file beside its place and move it there, so that a reader finds the old or the new.

    A file that is there keeps its mode and, where the system permits it, its owner and group. A symbolic link stays
    one: what it leads to is written. What is no file, such as a pipe, is written straight.

    Raises:
        OSError: The file can't be written, or is marked as one that mustn't be; what was there is as it was.
    """
    import os
    import stat
    import tempfile
    from contextlib import suppress

    file = FilePath(os.path.realpath(path))
    # A link that leads back to itself is no place: this raises.
    before = os.stat(file) if os.path.lexists(file) else None
    if before is not None and not (stat.S_ISREG(before.st_mode) or stat.S_ISDIR(before.st_mode)):
        file.write_bytes(data)
        return
    by_who_acts = os.access in os.supports_effective_ids
    if before is not None and not os.access(file, os.W_OK, effective_ids=by_who_acts):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        if before is None:
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(temporary, 0o666 & ~umask)
        else:
            # Windows has no owners by number; elsewhere only root may give a file away, others their own groups.
            for owner, group in ((before.st_uid, -1), (-1, before.st_gid)):
                with suppress(OSError, AttributeError):
                    os.chown(temporary, owner, group)
            # Behind the owner: giving a file away takes marks off its mode.
            os.chmod(temporary, stat.S_IMODE(before.st_mode))
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise
