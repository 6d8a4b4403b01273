"""Reasons of the operating system: known by their names, in both languages, else in the system's own words."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from relsched.messages.catalogue import sentences
from relsched.messages.message import verbatim
from relsched.messages.system_errors import reason

COMMON = (
    *(
        "ENOENT",
        "EACCES",
        "EPERM",
        "EISDIR",
        "ENOTDIR",
        "EEXIST",
        "ENOSPC",
        "EROFS",
        "ENAMETOOLONG",
    ),
    *("EADDRINUSE", "EADDRNOTAVAIL", "ECONNREFUSED", "ETIMEDOUT", "EMFILE", "EIO"),
)


@pytest.mark.parametrize("name", COMMON)
def test_common_reasons_are_known(name: str) -> None:
    """Each common reason has a sentence, whatever words the system has for it."""
    given = reason(OSError(getattr(errno, name), "in the words of the system"))
    assert given.key == f"system error {name.lower()}"
    assert given.text("vi") != given.text("en")


def test_english_reasons_are_those_of_the_system() -> None:
    """In English every reason of the catalogue reads as Linux writes it."""
    if os.name != "posix" or os.strerror(errno.ENOENT) != "No such file or directory":
        pytest.skip("this system has other words")
    names = {name: number for number, name in errno.errorcode.items()}
    for key, sentence in sentences("en").items():
        name = key.removeprefix("system error ").upper()
        if name in names and key.startswith("system error "):
            assert sentence == os.strerror(names[name]), key


def test_a_file_that_is_absent(tmp_path: Path) -> None:
    """An error of a real file gets its reason in both languages."""
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "absent").read_bytes()
    assert reason(caught.value).text("en") == "No such file or directory"
    assert reason(caught.value).text("vi") == "không có tệp hoặc thư mục này"


def test_names_of_hosts() -> None:
    """Errors of host names have numbers of their own, which aren't taken for those of files."""
    unknown = reason(socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
    assert unknown.text("vi") == "không tìm thấy máy chủ có tên này"
    later = reason(socket.gaierror(socket.EAI_AGAIN, "x"))
    assert later.text("en") == "Temporary failure in name resolution"
    assert reason(socket.gaierror(socket.EAI_FAIL, "its words")) == verbatim("its words")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(99_999, "something rare"), "something rare"),
        (OSError("words only"), "words only"),
        (ValueError("not of the system"), "not of the system"),
    ],
)
def test_other_reasons_keep_their_words(error: Exception, words: str) -> None:
    """What isn't in the catalogue is said as the system says it."""
    assert reason(error) == verbatim(words)
