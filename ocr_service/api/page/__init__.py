"""The web page: drop documents, follow them, look at what was read, steer the service."""
