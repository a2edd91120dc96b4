"""Executed notebooks and results become one offline site."""
