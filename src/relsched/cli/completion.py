"""What a shell offers for events, deadlines, units and profiles: read from the text of a plan, nothing computed.

A plan file is looked through line by line for its ids. It needn't be right, as it rarely is while somebody types.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from relsched.errors import RelschedError

MAX_BYTES = 20_000_000  # of a plan file that is looked through while a shell waits

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

_SECTION = re.compile(r"^([a-z][\w-]*):", re.MULTILINE)
_VALUE = r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s,}\]#\[{][^\n,}\]#]*)"
_ID = re.compile(rf"(?<![\w.-])id:[ \t]+{_VALUE}")
# A title may be one for each language; the first is shown.
_TITLE = re.compile(rf"(?<![\w.-])(?:title|name):\s+(?:\{{?\s*(?:en|vi):[ \t]+)?{_VALUE}")
_COMMENT = re.compile(r"(?:^|[ \t])#.*$", re.MULTILINE)
MAX_TITLE = 60


class NamedId(NamedTuple):
    """An id that a plan gives, and the title beside it, empty where it has none that stands in one line."""

    id: str
    title: str


def ids_in(text: str, sections: Iterable[str]) -> list[NamedId]:
    """Give the ids in some sections of a plan file, in their order.

    Args:
        text: The text of the file; what is wrong in it does no harm.
        sections: Of `events`, `deadlines` and `units`.
    """
    wanted = set(sections)
    if text.startswith("{"):  # as a ledger keeps plans
        return _ids_in_json(text, wanted)
    text = _COMMENT.sub("", text)
    begins = [*_SECTION.finditer(text)]
    ends = [*(found.start() for found in begins[1:]), len(text)]
    named = []
    for section, end in zip(begins, ends, strict=False):
        if section[1] not in wanted:
            continue
        ids = [*_ID.finditer(text, section.end(), end)]
        for place, found in enumerate(ids):
            # A title may stand before its id, but is hardly ever: the id comes first.
            stop = ids[place + 1].start() if place + 1 < len(ids) else end
            title = _TITLE.search(text, found.end(), stop)
            named.append(NamedId(_plain(found[1]), "" if title is None else _plain(title[1])))
    return named


def _ids_in_json(text: str, sections: set[str]) -> list[NamedId]:
    plan = json.loads(text)
    items = [item for name, found in plan.items() if name in sections for item in found]
    return [NamedId(str(item["id"]), _json_title(item)) for item in items]


def _json_title(item: dict[str, Any]) -> str:
    title = item.get("title") or item.get("name") or ""
    return str(next(iter(title.values()), "") if isinstance(title, dict) else title)


def _plain(value: str) -> str:
    value = value.strip()
    is_quoted = len(value) > 1 and value[0] in "'\"" and value[-1] == value[0]
    return value[1:-1] if is_quoted else value


# ---------------------------------------------------------------- of the plan that the command names


def offer_items(*sections: str, sign: str = "") -> Completer:
    """Give what completes the id of an event, a deadline or a unit of the plan file that the command names.

    Args:
        *sections: Of `events`, `deadlines` and `units`.
        sign: What follows the id, such as `=`.
    """

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        found = [named for text in _texts_of(ctx) for named in ids_in(text, sections)]
        return _offered(found, incomplete, sign)

    return complete


def _offered(found: Iterable[NamedId], incomplete: str, sign: str = "") -> list[CompletionItem]:
    wanted = {named.id: named for named in found if named.id.startswith(incomplete)}
    return [
        CompletionItem(f"{named.id}{sign}", help=named.title[:MAX_TITLE] or None)
        for named in wanted.values()
    ]


def _texts_of(context: click.Context) -> Iterator[str]:
    """Go through the texts of the plan files that the command, or the group above it, names."""
    inner: click.Context | None = context
    while inner is not None:
        named = inner.params.get("plan_files") or inner.params.get("plan_file") or ()
        # Behind an option that still wants its value, click gives the arguments as they were typed.
        files = (named,) if isinstance(named, str) else tuple(named) or tuple(inner.args)
        for file in files:
            with suppress(OSError), open(file, "rb") as handle:
                yield handle.read(MAX_BYTES).decode(errors="replace")
        inner = inner.parent


# ---------------------------------------------------------------- of what has been published


def offer_published_units(
    ctx: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the id of a unit of a published plan, or of the plan that was named before it."""
    words = ctx.params.get("words") or ctx.args
    with ctx.scope(cleanup=False):
        found = [
            named
            for text in _published_texts(ctx.params.get("db"), tuple(map(str, words)))
            for named in ids_in(text, ("units",))
        ]
    return _offered(found, incomplete)


def _published_texts(db: str | None, words: tuple[str, ...]) -> list[str]:
    from relsched.cli.ledger_opening import may_be_published, open_ledger

    if not may_be_published(db):
        return []
    with suppress(RelschedError), open_ledger(db, read_only=True) as ledger:
        from relsched.ledger.stored_revisions import stored_text

        plans = ledger.plans()
        heads = [ledger.head(plan) for plan in plans if plan in words] or map(ledger.head, plans)
        with ledger.store.reading() as connection:
            return [stored_text(connection, head.document) for head in heads if head is not None]
    return []


def offer_profiles(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a profile."""
    from relsched.feeds.profiles import PROFILES

    return [CompletionItem(name) for name in PROFILES if name.startswith(incomplete)]
