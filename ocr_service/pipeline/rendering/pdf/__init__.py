"""Searchable PDF and PDF/A: pictures, invisible text, page frames, objects."""
