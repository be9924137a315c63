"""Servers and programs that a test starts for itself, and lines to them that can be cut."""
