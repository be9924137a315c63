"""What an archive of many documents costs, and how fast it finds."""
