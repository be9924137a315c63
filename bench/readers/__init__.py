"""Which reader for which page."""
