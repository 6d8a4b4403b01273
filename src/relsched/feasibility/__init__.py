"""What can hold, by how much it misses, and how much room is left: conflicts, repairs, floats."""
