"""What organisers wrote, as values: events, deadlines and their dependency graph."""
