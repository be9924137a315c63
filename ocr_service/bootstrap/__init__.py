"""Assemble the service from its parts: the only place that names concrete classes and reads settings."""
