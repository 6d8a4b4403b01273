"""Numbers only: a plan as a flat program, evaluated in columns, and its constraints propagated."""
