"""Feeds: a schedule, or what a ledger has published of it, as iCalendar files."""
