"""The ledger: plans, known dates and feeds as they were published, revision by revision.

The door to SQLAlchemy and Alembic.
"""

from relsched.ledger.addresses import Address, Addresses, NewAddress
from relsched.ledger.ledger import FeedFile, Ledger
from relsched.ledger.preview import Preview
from relsched.ledger.records import Published, Revision
from relsched.ledger.verification import Verified

__all__ = [
    "Address",
    "Addresses",
    "FeedFile",
    "Ledger",
    "NewAddress",
    "Preview",
    "Published",
    "Revision",
    "Verified",
]
