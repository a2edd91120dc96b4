"""Statistics on plain arrays; nothing here knows what an article is.

The parts, from the ground up:

* ``arrays`` and ``cells``: what is counted, gathered into cells of an event.
* ``saddlepoint``, ``exact``, ``studentised``, ``guard``: tail probabilities.
* ``within`` and ``outlets``: the two tests built on them, one group against the
  others in the same events, and an attribute of outlets.
* ``ratio``, ``level``, ``interval``, ``scalars``: estimates and their intervals.
* ``connected`` and ``twoway``: which outlets can be ranked at all, and their order.
* ``multiplicity``: many questions asked at once.
* ``influence``, ``equivalence``, ``length``, ``clumping``: what the checks of a result ask.
* ``agreement``: how far coders agree beyond chance.
* ``correction``: estimates from predicted codes, corrected by units that people coded;
  ``errors``: how often predictions are right, group by group; ``f1``: how well codes are told.
* ``polarity``: scores made of the terms of lists.
* ``keyness``: columns that describe and never test.
* ``route``: what one observation is, the one rule that every comparison goes by.
* ``contrast``: the entry that the rest of the program calls.
* ``counts``: `compare_counts`, the entry for who brings numbers and no articles.
"""

from analysis.stats.counts import compare_counts as compare_counts
