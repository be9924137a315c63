"""Processes with a model loaded that fork a reader for each picture: what they do, and how they are started and asked."""
