"""Compare: what becomes of each date between two schedules, and exactly why."""
