"""Receipts with their status, totals and items, in a database of their own."""
