"""What a vision model reads on a page, beside what was read here."""
