"""Documents and phrases to a draft plan: what in them is a task, a timing, a heading, a unit."""
