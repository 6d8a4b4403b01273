"""Points and timings: what a plan can say of a time, its canonical text, and its grammar."""

# Points and timings read their texts through the parser, which their own modules can't import without a cycle,
# since it makes them. So it is loaded with the room, whichever module of it is asked for; lark waits for a text.
import relsched.timing.parsing  # noqa: F401
