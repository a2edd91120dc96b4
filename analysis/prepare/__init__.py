"""Prepare a corpus: parts of an article, copies, events, one parse."""
