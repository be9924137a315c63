"""The order in which people read a page."""
