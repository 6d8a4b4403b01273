"""A tree of the grammar becomes timings. The rules are the same for every language."""
