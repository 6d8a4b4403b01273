"""`python -m relsched` is `relsched`."""

from __future__ import annotations

from relsched.cli import main

if __name__ == "__main__":
    main()
