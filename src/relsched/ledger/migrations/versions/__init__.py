"""One module a step; the newest stands in `store.NEWEST`."""
