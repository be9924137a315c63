"""Amounts of money and quantities."""
