"""Requests' bodies, read piece by piece within limits."""
