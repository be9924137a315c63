"""Watched folders for tests: with processes around them, and without any."""
