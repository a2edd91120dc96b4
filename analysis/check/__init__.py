"""Checks: does a corpus, a coding or a result hold what it claims."""
