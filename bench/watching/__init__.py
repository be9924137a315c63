"""Measure what a watched folder costs."""
