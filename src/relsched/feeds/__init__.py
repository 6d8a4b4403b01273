"""Feeds: a schedule, or what a ledger has published of it, as iCalendar files."""

from relsched.feeds.assembly import Stored, Written, feed, written
from relsched.feeds.audiences import Audience
from relsched.feeds.checking import check
from relsched.feeds.items import (
    Item,
    Relation,
    all_items,
    is_firm,
    items,
    order_key,
    shown_days,
    uid,
)
from relsched.feeds.profiles import PROFILES, Profile
from relsched.feeds.reading import Found, read_items
from relsched.feeds.text import clean_text
from relsched.feeds.writing import PRODID, Head, Stamps, calendar, component

__all__ = [
    "PRODID",
    "PROFILES",
    "Audience",
    "Found",
    "Head",
    "Item",
    "Profile",
    "Relation",
    "Stamps",
    "Stored",
    "Written",
    "all_items",
    "calendar",
    "check",
    "clean_text",
    "component",
    "feed",
    "is_firm",
    "items",
    "order_key",
    "read_items",
    "shown_days",
    "uid",
    "written",
]
