"""What follows from schedules: lints, comparisons, what-if, other conventions."""
