"""The schema: the tables of a ledger, as its newest version has them; `migrations/` leads there from every earlier one.

All tables but `plans` are only ever added to; triggers refuse anything else. Moments are whole microseconds
since 1970-01-01 UTC, stamps whole seconds: what a calendar can show.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata: MetaData = MetaData()

# Strict tables of SQLite know one kind of whole number, of 64 bits.
LONG = BigInteger().with_variant(Integer, "sqlite")
# Names come in the order of their characters everywhere, whatever the language of a server.
NAME = Text().with_variant(Text(collation="C"), "postgresql")

# One row a plan, which a publisher locks on PostgreSQL.
plans: Table = Table(
    "plans",
    metadata,
    Column("plan", NAME, primary_key=True),
    sqlite_strict=True,
)

# Texts by the SHA-256 of what they hold: plans, known dates, calendar data. Many revisions share them.
texts: Table = Table(
    "texts",
    metadata,
    Column("sha", NAME, primary_key=True),
    Column("packed", LargeBinary, nullable=False),  # zlib
    Column("packed_sha", Text, nullable=False),
    sqlite_strict=True,
)

revisions: Table = Table(
    "revisions",
    metadata,
    Column("plan", NAME, ForeignKey("plans.plan"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("previous", Text, nullable=False),  # hash of the revision before; empty for the first
    Column("hash", Text, nullable=False),
    Column("at", LONG, nullable=False),
    Column("stamp", LONG, nullable=False),
    Column("by", Text),
    Column("reason", Text, nullable=False),
    Column("document", Text, ForeignKey("texts.sha"), nullable=False),
    Column("known", Text, ForeignKey("texts.sha"), nullable=False),
    Column("calendars", Text, ForeignKey("texts.sha"), nullable=False),
    Column("schedule", Text, nullable=False),  # SHA-256 of the dates that followed
    Column("again", Integer),  # the revision that this one published again
    Column("version", Text, nullable=False),  # of relsched
    sqlite_strict=True,
)

# A row for each component of each revision that changed it; the newest one is its state.
items: Table = Table(
    "items",
    metadata,
    Column("plan", NAME, primary_key=True),
    Column("uid", NAME, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("item", Text, nullable=False),
    Column("state", Text, nullable=False),  # shown, open, cancelled or gone
    Column("sequence", Integer, nullable=False),
    Column("created", LONG, nullable=False),
    Column("modified", LONG, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", Text, nullable=False),  # what the component says, as JSON
    Column("component", LargeBinary),  # its exact bytes; none while it isn't in the feed
    Column("related_sequence", Integer, nullable=False),
    Column("related_modified", LONG, nullable=False),
    Index("items_by_revision", "plan", "revision"),
    sqlite_strict=True,
)

# Secret addresses: a row when one is made and a row when one is ended. Only the SHA-256 of a secret is kept.
addresses: Table = Table(
    "addresses",
    metadata,
    Column("plan", NAME, ForeignKey("plans.plan"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("at", LONG, nullable=False),
    Column("by", Text),
    Column("action", Text, nullable=False),  # share or end
    Column("address", Text, nullable=False),
    Column("audience", Text),
    Column("profile", Text),
    Column("secret_sha", Text, unique=True),
    Column("ends", LONG),
    sqlite_strict=True,
)

# In the order in which one rests on the other.
TABLES = (plans, texts, revisions, items, addresses)
ADDED_TO = ("texts", "revisions", "items", "addresses")


def guards(table: str, dialect: str) -> list[str]:
    """Give the statements that make a table refuse to have rows changed or taken out."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
            for action in ("UPDATE", "DELETE")
        ]
    return [
        f"""CREATE OR REPLACE FUNCTION {table}_never_changed() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'rows of {table} are never changed'; END $$""",
        f"""CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_changed()""",
    ]
