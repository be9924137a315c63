"""One connection to Redis that all callers share: where it goes, the wire, and who opens it."""
