"""The result people hold: the resolver, the schedule and its entries."""
