"""What feedback taught this installation: categories and vendors, as files that anyone can read."""
