"""Figures of the service that only people ask for."""
