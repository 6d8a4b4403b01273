"""Makes the stored ledger of a version of the tables: python tests/ledgers/make.py 0002

Made once, when a version is the newest, and never again: later versions of relsched are tried on the files as they are.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import attrs

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from festival import FESTIVAL, OPENING, START, after, publish, without  # noqa: E402
from relsched.ledger.ledger import Ledger  # noqa: E402
from relsched.ledger.store import Store, migrate  # noqa: E402


def fill(store: Store, version: str) -> None:
    """Bring an empty database to a version, and put in what that version can hold."""
    migrate(store, version)
    ledger = Ledger(store)
    publish(ledger, changes=OPENING, reason="the hall is booked", by="An")
    publish(ledger, without("report"), {"fair": "2026-11-10"}, now=after(days=1), by="Binh")
    publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=2), reason="hoãn vì bão")
    publish(ledger, changes={"opening": None}, now=after(days=3), reason="open again", by=None)
    publish(ledger, attrs.evolve(FESTIVAL, id="other", language="vi"), OPENING, now=after(days=4))
    if version >= "0002":
        shared = ledger.addresses.share(FESTIVAL, "unit:press", "apple", now=START, by="An")
        ledger.addresses.rotate(shared.address.id, now=after(days=1))


def make(version: str) -> None:
    """Make the file of a version, and its export and a feed of it beside it."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    file = HERE / f"v{version}.db"
    file.unlink(missing_ok=True)
    url = f"sqlite:///{file}"
    engine = create_engine(url, poolclass=NullPool, connect_args={"isolation_level": None})
    with closing(Store(engine, str(file))) as store:
        fill(store, version)
        feed = Ledger(store).feed("festival", number=3).data
    (HERE / f"v{version}.ics").write_bytes(feed)


if __name__ == "__main__":
    make(sys.argv[1])
