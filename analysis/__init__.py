"""Compare how news outlets frame the same events, and say how sure the answer is."""
