"""Real calendar clients that the feeds are tried with: readers of feeds, and a pair that subscribes to them."""

from clients import icaljs, libical
from clients.libraries import LIBRARIES, Read
from clients.seen import Complaint, Seen
from clients.subscribing import Subscriber, serving

READERS: dict[str, Read] = {**LIBRARIES, "ical.js": icaljs.read, "libical": libical.read}

__all__ = ["READERS", "Complaint", "Read", "Seen", "Subscriber", "serving"]
