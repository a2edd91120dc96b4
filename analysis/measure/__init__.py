"""Measures: a corpus goes in, one layer of spans comes out."""
