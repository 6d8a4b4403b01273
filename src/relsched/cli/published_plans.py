"""Which plan of the ledger, and which of its revisions, the words of a command mean."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relsched.cli.input import plan_file_of
from relsched.cli.usage_errors import Misuse
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.ledger.ledger import Ledger


def plan_id(ledger: Ledger, named: str | None) -> str:
    """Give the id of a plan named by its file, by its id, or not at all where the ledger has only one."""
    if named is None:
        plans = ledger.plans()
        if len(plans) == 1:
            return plans[0]
        if not plans:
            raise Misuse(Message("usage no plan yet"))
        raise Misuse(Message("usage which plan", plans=tuple(f"`{plan}`" for plan in plans)))
    if named == "-" or "/" in named or os.sep in named or Path(named).is_file():
        return plan_file_of(named).plan.id
    return named


def plan_and_numbers(words: Sequence[str], most: int) -> tuple[str | None, list[int]]:
    """Part the words of a command into the plan and the numbers of revisions."""
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 10]
    names = [word for word in words if not (word.isascii() and word.isdigit())]
    if len(names) > 1 or len(numbers) > most:
        raise Misuse(Message("usage plan and revisions", most=most))
    return (names[0] if names else None), numbers
