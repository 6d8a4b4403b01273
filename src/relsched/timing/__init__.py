"""Points and timings: what a plan can say of a time, its canonical text, and its grammar."""
