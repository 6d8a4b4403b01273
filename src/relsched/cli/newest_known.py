"""The newest known dates of a plan in the ledger in use, from which every command that reads known dates starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from relsched.cli.language_choice import language_of, tell
from relsched.cli.ledger_opening import may_be_published, open_ledger
from relsched.cli.options import is_without_ledger, ledger_given
from relsched.errors import LedgerError
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.plan.known_dates import Known
    from relsched.plan.plan import Plan

# Where a command keeps the number of the revision that its known dates come from.
_REVISION = "relsched.ledger.revision"


def newest_known(plan: Plan) -> Mapping[str, Known]:
    """Give what is known as of the newest revision of a plan, and say so; nothing where it wasn't published.

    What was known of items that the plan doesn't have any more is named and left out. A ledger that can't be read
    is told of, and nothing is known from it.
    """
    db = ledger_given()
    if is_without_ledger() or not may_be_published(db):
        return {}
    try:
        with open_ledger(db, read_only=True) as ledger:
            head = ledger.head(plan.id)
            if head is None:
                return {}
            known = ledger.known(plan.id, head.number)
    except LedgerError as error:
        parts = error.as_dict(language_of(plan))
        what, why = str(parts["what"]).rstrip("."), parts["why"]
        tell(Message("newest unreadable", reason=f"{what} ({why})" if why else what))
        return {}
    click.get_current_context().meta[_REVISION] = head.number
    kept = {name: entry for name, entry in known.items() if name in plan.by_id}
    dropped = tuple(f"`{name}`" for name in known if name not in plan.by_id)
    about = Message("newest known", plan=plan.id, number=head.number, count=len(kept))
    tell(Message("newest known dropped", known=about, items=dropped) if dropped else about)
    return kept


def revision_used() -> int | None:
    """Give the number of the revision that the known dates of this run come from; None for none."""
    found: int | None = click.get_current_context().meta.get(_REVISION)
    return found
