"""Files to paragraphs, lists and grids, with their places; it knows no plan."""
