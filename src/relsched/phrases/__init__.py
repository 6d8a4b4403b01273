"""Free text of plans to timings, and timings to sentences. A language is a folder."""
