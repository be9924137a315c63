"""Pieces of a page that are read to learn something of the whole: its language, which way up it stands."""
