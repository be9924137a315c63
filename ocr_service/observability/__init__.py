"""Logs and numbers for the people who run the service."""
