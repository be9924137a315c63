"""Frozen values, states and protocols: what the service talks about, without any I/O."""
