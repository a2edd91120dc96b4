"""Statistics on plain arrays; nothing here knows what an article is.

The parts, from the ground up:

* ``arrays`` and ``cells``: what is counted, gathered into cells of an event.
* ``saddlepoint``, ``exact``, ``studentised``, ``guard``: tail probabilities.
* ``within`` and ``outlets``: the two tests built on them, one group against the
  others in the same events, and an attribute of outlets.
* ``ratio``, ``level``, ``interval``, ``scalars``: estimates and their intervals.
* ``multiplicity``: many questions asked at once.
* ``keyness``: columns that describe and never test.
* ``contrast``: the entry that the rest of the program calls.
"""
