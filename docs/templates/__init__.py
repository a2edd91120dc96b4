"""Templates, one for each kind of thing that is added: copy one, rename it, fill it in.

Each works as it stands, on a small construct: hedges, the words by which an outlet holds a
claim at arm's length. ``CONTRIBUTING.md`` says where the copy goes.
"""
