"""Stand-ins for services that read pictures."""
