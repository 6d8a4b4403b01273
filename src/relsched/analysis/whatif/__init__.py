"""What if: many candidate dates of events at once, what goes wrong with each, and which are best.

A candidate is a scenario of known dates. Candidates are ranked by the first of these that differs, fewer being
better; those that are the same in all of them share a rank:

| criterion | counts |
|---|---|
| `conflicts` | events and deadlines that can't hold |
| `past` | deadlines that aren't done and whose last possible day lies before the day asked about |
| `closed` | deadlines that are due on a closed day of the plan's calendar |
| `closed_days` | closed days among the days of the events that are tried |
| `moved` | deadlines with one date in the base and another date, or none, in the candidate |
| `days_moved` | the days that these move, added up |

Only what depends on the items that are tried counts in `conflicts`, `past` and `closed`; what is wrong whichever
candidate is taken is told apart. A candidate *holds* when it has no conflict and nothing past.
"""
