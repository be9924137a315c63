"""Dates, and what each is the date of."""
