"""The one door: from a stream of bytes to a queued task."""
