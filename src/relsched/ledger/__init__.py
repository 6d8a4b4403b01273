"""The ledger: plans, known dates and feeds as they were published, revision by revision.

The door to SQLAlchemy and Alembic.
"""
