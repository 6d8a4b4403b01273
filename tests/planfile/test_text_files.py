"""Files that are written again keep what their owner gave them: mode, owner, links; a failed write loses nothing."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from command_line import relsched_ as relsched
from relsched.planfile.plan_file import read_plan
from relsched.planfile.text_files import write_bytes

PLAN = """\
plan: p
issued: '2020-03-25'
events:
  - id: congress
deadlines:
  - id: a
    when: 10 days before congress
"""
NOBODY = 65534
posix = pytest.mark.skipif(os.name != "posix", reason="modes and owners are those of POSIX")


def rename(file: Path) -> tuple[int, str]:
    """Rename an item of a plan file by the command line; give status and talk."""
    result = relsched(
        *("edit", str(file), "rename", "a", "b", "--yes"),
        environment={"XDG_DATA_HOME": str(file.parent)},  # where a ledger would be looked for
    )
    return result.exit_code, result.stderr or repr(result.exception)


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_an_edit_keeps_the_mode(mode: int, tmp_path: Path) -> None:
    """A file that only its owner may read stays so, whatever the umask is."""
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN, encoding="utf-8")
    file.chmod(mode)
    before = os.umask(0o027)
    try:
        status, _ = rename(file)
    finally:
        os.umask(before)
    assert status == 0
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert read_plan(file).deadlines[0].id == "b"
    assert os.listdir(tmp_path) == ["plan.yaml"]


@posix
def test_an_edit_follows_a_link_and_leaves_it(tmp_path: Path) -> None:
    """A link to a plan stays a link, also over two steps and a relative one; the file at its end is written."""
    shared = tmp_path / "shared"
    shared.mkdir()
    file = shared / "plan.yaml"
    file.write_text(PLAN, encoding="utf-8")
    file.chmod(0o640)
    middle = tmp_path / "middle.yaml"
    middle.symlink_to(Path("shared") / "plan.yaml")
    link = tmp_path / "plan.yaml"
    link.symlink_to(middle)
    status, _ = rename(link)
    assert status == 0
    assert os.readlink(link) == str(middle)
    assert os.readlink(middle) == "shared/plan.yaml"
    assert not file.is_symlink()
    assert read_plan(file).deadlines[0].id == "b"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert (sorted(os.listdir(tmp_path)), os.listdir(shared)) == (
        ["middle.yaml", "plan.yaml", "shared"],
        ["plan.yaml"],
    )


@posix
def test_a_link_to_nothing_is_written_through(tmp_path: Path) -> None:
    """A link whose file isn't there yet makes the file; one that leads to itself is refused."""
    link = tmp_path / "link"
    link.symlink_to("there")
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"
    circle = tmp_path / "circle"
    circle.symlink_to("circle")
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on the system
        write_bytes(circle, b"new")
    assert circle.is_symlink()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to be root")
def test_the_owner_stays_where_the_system_permits_it(tmp_path: Path) -> None:
    """An administrator who edits somebody's plan leaves it to its owner and group."""
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN, encoding="utf-8")
    file.chmod(0o600)
    os.chown(file, NOBODY, NOBODY)
    assert rename(file)[0] == 0
    found = file.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (NOBODY, NOBODY, 0o600)


@contextmanager
def folder_of_a_user() -> Iterator[Path]:
    """A folder whose modes count: for root, who may do anything, it is used as somebody else."""
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if is_root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            folder.chmod(0o755)
            if is_root:
                os.seteuid(0)


@posix
@pytest.mark.parametrize(("of_file", "of_folder"), [(0o644, 0o555), (0o444, 0o755)])
def test_where_nothing_may_be_written_nothing_is_lost(
    of_file: int, of_folder: int, tmp_path: Path
) -> None:
    """A read-only folder, and a file that is marked read-only, are refused in a sentence; the plan is as it was."""
    warm = tmp_path / "plan.yaml"
    warm.write_text(PLAN, encoding="utf-8")
    assert rename(warm)[0] == 0  # what is imported late may lie where only root reads
    with folder_of_a_user() as folder:
        file = folder / "plan.yaml"
        file.write_text(PLAN, encoding="utf-8")
        file.chmod(of_file)
        folder.chmod(of_folder)
        status, talk = rename(file)
        assert status == 2, talk
        assert f"The file `{file}` can't be written.\n  where: {file}\n" in talk
        assert "Traceback" not in talk
        assert file.read_text(encoding="utf-8") == PLAN
        assert stat.S_IMODE(file.stat().st_mode) == of_file
        assert os.listdir(folder) == ["plan.yaml"]


@posix
def test_what_is_no_file_is_written_straight(tmp_path: Path) -> None:
    """A pipe stays one, and whoever reads it gets the bytes."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_bytes(pipe, b"new")
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_import_brings_the_schema_that_its_plan_names(tmp_path: Path) -> None:
    """`import -o` writes the schema beside the plan, renews an old one, and leaves somebody's own file alone."""
    document = tmp_path / "fair.txt"
    document.write_text("Task\tWhen\nInvitations sent\t10 days before the fair\n", encoding="utf-8")
    schema = tmp_path / "out" / "plan.schema.json"
    schema.parent.mkdir()
    relsched("new", str(tmp_path / "started"))
    shipped = (tmp_path / "started" / "plan.schema.json").read_bytes()

    def imported(name: str) -> None:
        target = schema.parent / name
        result = relsched("import", str(document), "-o", str(target))
        assert result.exit_code in (0, 1), result.stderr
        first = target.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "# yaml-language-server: $schema=plan.schema.json"

    imported("a.yaml")
    assert schema.read_bytes() == shipped
    schema.write_bytes(shipped.replace(b"Permanent name", b"Name"))
    imported("b.yaml")
    assert schema.read_bytes() == shipped
    schema.write_text('{"title": "Mine"}', encoding="utf-8")
    imported("c.yaml")
    assert schema.read_text(encoding="utf-8") == '{"title": "Mine"}'
