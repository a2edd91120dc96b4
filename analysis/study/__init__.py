"""A study is a file, a run is a folder."""
