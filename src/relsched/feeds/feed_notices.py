"""Notices: the one entry of a feed of which nothing is dated, since a calendar without entries would be invalid.

Each audience has its own, which names it. A notice depends on the plan's and the unit's name and on nothing else, so
that a ledger records it once; publishing what doesn't concern an audience leaves it as it is. The notices of chains
differ in their UID only, and one record stands for them all: there are as many chains as deadlines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from relsched.feeds.audiences import Audience
from relsched.feeds.feed_items import FeedItem
from relsched.feeds.item_texts import cut_at_a_word
from relsched.feeds.text_cleaning import clean_text
from relsched.messages.message import Message
from relsched.plan.plan import Plan

ALL_CHAINS = "chain"


def notice_uid(plan: Plan, recorded_for: str) -> str:
    """Give the identity of a notice.

    Args:
        plan: The plan.
        recorded_for: The audience as text, such as `unit:culture`, or `chain` for all chains.
    """
    of = "" if recorded_for == "plan" else f"{recorded_for}:"
    return f"{plan.id}::{of}notice@relsched"


def recorded_for(audience: Audience) -> str:
    """Give what the notice of an audience is recorded for."""
    return ALL_CHAINS if audience.kind == "chain" else str(audience)


def notices(plan: Plan, shown: Iterable[Mapping[str, Any]], day: date) -> Iterator[FeedItem]:
    """Give the notices of the audiences in whose feeds there may be nothing else, under some profile.

    Args:
        plan: The plan.
        shown: What is shown of its deadlines and events, as plain values.
        day: The day on which it is said.
    """
    settled = [one for one in shown if one["status"] == "CONFIRMED" and not one["is_event"]]
    leads = {one["lead"] for one in settled}
    units = leads.union(*(one["support"] for one in settled))
    if not settled:
        yield _notice(plan, "plan", day)
    if {one["item"] for one in settled} != {row.id for row in plan.deadlines}:
        yield _notice(plan, ALL_CHAINS, day)
    for unit in plan.units_by_id:
        if unit not in units:
            yield _notice(plan, f"unit:{unit}", day)
        if unit not in leads:
            yield _notice(plan, f"lead:{unit}", day)


def _notice(plan: Plan, recorded: str, day: date) -> FeedItem:
    audience = Audience("plan") if recorded == ALL_CHAINS else Audience.parse(recorded)
    language = plan.language
    called = plan.title if audience.name is None else plan.units_by_id[audience.name].name
    name = clean_text(called.in_language(language), one_line=True) or audience.name or plan.id
    calendar = audience.title(plan, language)
    why = Message("feed notice recorded why", calendar=calendar).text(language)
    return FeedItem(
        uid=notice_uid(plan, recorded),
        item="",
        occurrence=None,
        first=day,
        last=day,
        status="TENTATIVE",
        summary=Message("feed notice recorded", title=cut_at_a_word(name)).text(language),
        description=why,
        audience=recorded,
        language=language,
    )


def of_chain(plan: Plan, notice: FeedItem, audience: Audience) -> FeedItem:
    """Give the notice of one chain from that of all."""
    return attrs.evolve(notice, uid=notice_uid(plan, str(audience)))
