"""Audiences: whose view a feed is.

| text | what is in the feed |
|---|---|
| `plan` | everything |
| `unit:culture` | what a unit leads or supports |
| `lead:culture` | what it leads |
| `chain:4.1.b` | a deadline, what it depends on, and what depends on it |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from relsched.errors import PlanError, UnknownItemError, unknown
from relsched.feeds.feed_items import unknown_unit
from relsched.feeds.needed_events import needed_events
from relsched.feeds.text_cleaning import clean_text
from relsched.messages.catalogue import check_language
from relsched.messages.message import Message
from relsched.plan.dependency_graph import dependants, dependencies
from relsched.plan.plan import Plan
from relsched.short_repr import short_repr

KINDS = ("plan", "unit", "lead", "chain")
Chooser = Callable[[Mapping[str, Any]], bool]


@short_repr
@attrs.frozen
class Audience:
    """Whose view a feed is; `str` gives the text that `parse` reads."""

    kind: str
    name: str | None = None

    @classmethod
    def parse(cls, text: str) -> Audience:
        """Read `plan`, `unit:culture`, `lead:culture` or `chain:4.1.b`.

        Args:
            text: One of the four forms.

        Raises:
            PlanError: `audience-form`.
        """
        kind, colon, name = text.strip().partition(":")
        if kind not in KINDS or (kind == "plan") == bool(colon) or bool(colon) != bool(name):
            raise PlanError(
                Message("error audience-form", audience=text),
                code="audience-form",
                value=text,
                why=Message("error audience-form why"),
                fix=Message("error audience-form fix", unit=text)
                if not colon and kind not in KINDS and kind
                else None,
            )
        return cls(kind, name or None)

    def __str__(self) -> str:
        return self.kind if self.name is None else f"{self.kind}:{self.name}"

    def check(self, plan: Plan) -> None:
        """Refuse what the plan doesn't have.

        Raises:
            UnknownUnitError: `unknown-unit`.
            UnknownItemError: `unknown-item`.
        """
        name = self.name
        if self.kind in ("unit", "lead") and name is not None:
            if name not in plan.units_by_id:
                raise unknown_unit(plan, name)
        elif self.kind == "chain" and name is not None:
            ids = [deadline.id for deadline in plan.deadlines]
            if name not in ids:
                why, fix = unknown(None, name, ids)
                raise UnknownItemError(
                    Message("error unknown-item deadline", plan=plan.id, item=name),
                    code="unknown-item",
                    value=name,
                    why=why,
                    fix=fix,
                )

    def chooser(self, plan: Plan, *, all_events: bool = False) -> Chooser:
        """Give what tells whether an item, as plain values, is in the feed.

        Of the events those are in it on which something in it depends, and the main event of the plan.

        Args:
            plan: The plan that the feed is of.
            all_events: Whether the other events are in it too.

        Raises:
            UnknownUnitError: `unknown-unit`.
            UnknownItemError: `unknown-item`.
        """
        self.check(plan)
        name = self.name
        if self.kind == "plan":
            return lambda item: not item["is_event"] or _is_for_all(item, all_events=all_events)
        if self.kind == "chain":
            assert name is not None
            chain = {name, *dependants(plan, [name]), *dependencies(plan, [name])}
            return lambda item: (
                (item["item"] in chain or (all_events and item["is_event"]))
                and item.get("audience") is None
            )
        return self._of_unit(plan, all_events=all_events)

    def _of_unit(self, plan: Plan, *, all_events: bool) -> Chooser:
        name = self.name
        own = f"unit:{name}"
        if self.kind == "lead":
            rows = [row.id for row in plan.deadlines if row.lead == name]
        else:
            rows = [row.id for row in plan.deadlines if name in (row.lead, *row.support)]
        needed = needed_events(plan, rows)

        def holds(item: Mapping[str, Any]) -> bool:
            if not item["is_event"]:
                return item["lead"] == name or (self.kind == "unit" and name in item["support"])
            is_needed = item["item"] in needed or item["item"] not in plan.by_id
            if item.get("audience") == own:
                return is_needed
            # An event on which nothing of the unit depends has no component of its own for the unit.
            return all_events and not is_needed and item.get("audience") is None

        return holds

    def title(self, plan: Plan, language: str) -> str:
        """Give what its calendar is called: the plan, or unit or deadline and the number of the document.

        Args:
            plan: The plan that the feed is of.

        Raises:
            UnknownUnitError: `unknown-unit`.
            UnknownItemError: `unknown-item`.
        """
        check_language(language)
        self.check(plan)
        title = clean_text(plan.title.in_language(language), one_line=True) or plan.id
        if self.name is None:
            return title
        if self.kind == "chain":
            found = plan.by_id[self.name].title.in_language(language)
        else:
            unit = plan.units_by_id[self.name]
            found = (unit.short or unit.name).in_language(language)
        document = plan.source.document if plan.source is not None else None
        whole = clean_text(document or "", one_line=True) or title
        return f"{clean_text(found, one_line=True) or self.name} – {whole}"


def _is_for_all(item: Mapping[str, Any], *, all_events: bool) -> bool:
    return item.get("audience") is None and (all_events or bool(item.get("is_needed")))
