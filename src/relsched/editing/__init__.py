"""From plan to plan: edits that keep every date they promise to keep."""
