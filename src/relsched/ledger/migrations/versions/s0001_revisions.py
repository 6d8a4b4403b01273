"""Plans, texts, revisions and the components they published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables. They are written out here: what a step makes must not change with `schema`."""
    op.create_table("plans", sa.Column("plan", NAME, primary_key=True), sqlite_strict=True)
    op.create_table(
        "texts",
        sa.Column("sha", NAME, primary_key=True),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.Column("packed_sha", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "revisions",
        sa.Column("plan", NAME, sa.ForeignKey("plans.plan"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("stamp", LONG, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("document", sa.Text, sa.ForeignKey("texts.sha"), nullable=False),
        sa.Column("known", sa.Text, sa.ForeignKey("texts.sha"), nullable=False),
        sa.Column("calendars", sa.Text, sa.ForeignKey("texts.sha"), nullable=False),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("again", sa.Integer),
        sa.Column("version", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "items",
        sa.Column("plan", NAME, primary_key=True),
        sa.Column("uid", NAME, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("created", LONG, nullable=False),
        sa.Column("modified", LONG, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("component", sa.LargeBinary),
        sa.Column("related_sequence", sa.Integer, nullable=False),
        sa.Column("related_modified", LONG, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("items_by_revision", "items", ["plan", "revision"])
    for table in ("texts", "revisions", "items"):
        guard(table)


def guard(table: str) -> None:
    """Let a table refuse to have rows changed or taken out."""
    from relsched.ledger.schema import guards

    for statement in guards(table, op.get_bind().dialect.name):
        op.execute(statement)
