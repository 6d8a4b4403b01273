"""Verify: every stored byte hashed again, and each chain followed from its first record to its last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from relsched.errors import RelschedError
from relsched.ledger.records import (
    chained,
    moment_of,
    read_calendars_text,
    read_known_text,
    read_plan_text,
    revision_hash,
    schedule_sha,
    sha,
    unpack,
)
from relsched.ledger.store import Store
from relsched.messages.catalogue import FIRST, check_language
from relsched.messages.message import Message
from relsched.schedule.resolver import resolve
from relsched.short_repr import short_repr

if TYPE_CHECKING:
    from sqlalchemy import Connection


@short_repr
@attrs.frozen
class Verified:
    """What was looked at, and what is wrong.

    Attributes:
        heads: The hash of the newest revision of each plan. Written down elsewhere, as in the minutes of
            a meeting, it shows later that nothing before it was changed or taken away.
        revisions, components, texts, addresses: How many records were hashed.
        problems: A message for each record that isn't as it was written.
    """

    heads: Mapping[str, str] = attrs.field(eq=lambda heads: tuple(sorted(heads.items())))
    revisions: int
    components: int
    texts: int
    addresses: int
    problems: tuple[Message, ...]

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was written."""
        return not self.problems

    def to_dict(self, language: str = FIRST) -> dict[str, Any]:
        """Give it as plain values, what is wrong as sentences in a language."""
        check_language(language)
        counted = attrs.asdict(self, recurse=False)
        return {
            "format": "relsched/verify/2",
            "is_sound": self.is_sound,
            **counted,
            "heads": dict(self.heads),
            "problems": [problem.text(language) for problem in self.problems],
        }


def verify(store: Store, *, replay: bool = False, heads: Iterable[str] = ()) -> Verified:
    """Look at everything in a ledger, in one state of it.

    Args:
        store: The ledger's database.
        replay: Resolve each revision again too, from what it stored, and compare the dates.
        heads: Hashes of revisions that were noted elsewhere; each must be there.
    """
    from relsched.ledger import schema

    with store.reading() as connection:
        if store.is_sqlite:
            # Bytes that are no text any more must not keep the rest from being looked at.
            driver: Any = connection.connection.driver_connection
            driver.text_factory = _as_text
        texts = dict(_texts(connection))
        problems = [*_of_database(connection), *_of_texts(texts)]
        revisions = _rows(connection, schema.revisions)
        items = _rows(connection, schema.items)
        addresses = _rows(connection, schema.addresses)
        plans = _rows(connection, schema.plans)
    problems += _of_references(plans, revisions, items, addresses, texts)
    problems += _of_revisions(revisions, items)
    problems += _of_addresses(addresses)
    there = {row["hash"] for row in revisions}
    noted = [head.strip().lower() for head in heads]
    problems += [Message("verify head", hash=head) for head in noted if head not in there]
    if replay and not problems:
        problems += _of_replay(revisions, texts)
    return Verified(
        heads={row["plan"]: row["hash"] for row in revisions},
        revisions=len(revisions),
        components=len(items),
        texts=len(texts),
        addresses=len(addresses),
        problems=tuple(problems),
    )


def _as_text(stored: bytes) -> str:
    return stored.decode(errors="backslashreplace")


def _rows(connection: Connection, table: Any) -> list[dict[str, Any]]:
    from sqlalchemy import select

    wanted = select(table).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _texts(connection: Connection) -> Iterator[tuple[str, str | None]]:
    """Go through the stored texts; None for one that isn't what was stored."""
    from relsched.ledger import schema

    for row in _rows(connection, schema.texts):
        text = None
        if sha(row["packed"]) == row["packed_sha"]:
            try:
                text = unpack(row["packed"])
            except ValueError:
                text = None
        yield row["sha"], text if text is not None and sha(text) == row["sha"] else None


def _of_database(connection: Connection) -> Iterator[Message]:
    if connection.dialect.name != "sqlite":
        return
    for line in connection.exec_driver_sql("PRAGMA integrity_check").scalars():
        if line != "ok":
            yield Message("verify file", reason=line)


def _of_texts(texts: Mapping[str, str | None]) -> Iterator[Message]:
    for name, text in texts.items():
        if text is None:
            yield Message("verify text", text=name)


def _of_references(
    plans: list[dict[str, Any]],
    revisions: list[dict[str, Any]],
    items: list[dict[str, Any]],
    addresses: list[dict[str, Any]],
    texts: Mapping[str, str | None],
) -> Iterator[Message]:
    known = {row["plan"] for row in plans}
    numbers = {(row["plan"], row["number"]) for row in revisions}
    used = set()
    for row in revisions:
        for name in ("document", "known", "calendars"):
            used.add(row[name])
            if row[name] not in texts:
                yield Message("verify text absent", revision=_named(row), text=row[name])
    for name in texts:
        if name not in used:
            yield Message("verify text unused", text=name)
    for plan in sorted({row["plan"] for row in (*revisions, *addresses)} - known):
        yield Message("verify plan absent", plan=plan)
    for plan in sorted(known - {row["plan"] for row in (*revisions, *addresses)}):
        yield Message("verify plan unused", plan=plan)
    for row in items:
        if (row["plan"], row["revision"]) not in numbers:
            yield Message("verify component", uid=row["uid"])


def _named(row: Mapping[str, Any]) -> Message:
    return Message("verify revision", number=row["number"], plan=row["plan"])


def _of_revisions(
    revisions: list[dict[str, Any]], items: list[dict[str, Any]]
) -> Iterator[Message]:
    changed: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for item in items:
        changed.setdefault((item["plan"], item["revision"]), []).append(item)
    last: dict[str, Any] | None = None
    for row in revisions:
        if last is not None and last["plan"] != row["plan"]:
            last = None
        if row["number"] != (1 if last is None else last["number"] + 1):
            yield Message("verify order", revision=_named(row))
        if row["previous"] != ("" if last is None else last["hash"]):
            yield Message("verify previous", revision=_named(row))
        if last is not None and (row["at"] <= last["at"] or row["stamp"] <= last["stamp"]):
            yield Message("verify earlier", revision=_named(row))
        rows = changed.get((row["plan"], row["number"]), [])
        if revision_hash(row["previous"], row, rows) != row["hash"]:
            yield Message("verify altered", revision=_named(row))
        last = row


def _of_addresses(addresses: Iterable[dict[str, Any]]) -> Iterator[Message]:
    last: dict[str, Any] | None = None
    for row in addresses:
        if last is not None and last["plan"] != row["plan"]:
            last = None
        values = {key: value for key, value in row.items() if key not in ("hash", "previous")}
        if (
            row["number"] != (1 if last is None else last["number"] + 1)
            or row["previous"] != ("" if last is None else last["hash"])
            or chained(row["previous"], values) != row["hash"]
        ):
            yield Message("verify address", number=row["number"], plan=row["plan"])
        last = row


def _of_replay(
    revisions: Iterable[dict[str, Any]], texts: Mapping[str, str | None]
) -> Iterator[Message]:
    for row in revisions:
        try:
            schedule = resolve(
                read_plan_text(texts[row["document"]] or ""),
                read_known_text(texts[row["known"]] or "").values(),
                read_calendars_text(texts[row["calendars"]] or ""),
            )
        except RelschedError as error:
            yield Message(
                "verify unresolved",
                revision=_named(row),
                moment=str(moment_of(row["at"])),
                reason=error.message,
            )
            continue
        if schedule_sha(schedule) != row["schedule"]:
            yield Message("verify differs", revision=_named(row))
