"""Rows of small boxes for a letter each, on a page's picture."""
