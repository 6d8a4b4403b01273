"""Days and how they are counted: windows, calendars, offsets, rolls; it knows no plan."""
