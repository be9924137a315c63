"""Shapes of what is kept: receipts and archived documents."""
