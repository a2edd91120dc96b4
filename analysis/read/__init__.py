"""Read files of many kinds into a Corpus; nothing else opens a user's file."""
