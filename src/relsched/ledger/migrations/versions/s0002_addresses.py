"""Secret addresses of feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    from relsched.ledger.schema import guards

    op.create_table(
        "addresses",
        sa.Column("plan", NAME, sa.ForeignKey("plans.plan"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("audience", sa.Text),
        sa.Column("profile", sa.Text),
        sa.Column("secret_sha", sa.Text, unique=True),
        sa.Column("ends", LONG),
        sqlite_strict=True,
    )
    for statement in guards("addresses", op.get_bind().dialect.name):
        op.execute(statement)
