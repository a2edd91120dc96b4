"""Studies: a file says what to read and compare, a folder holds what came of it."""
