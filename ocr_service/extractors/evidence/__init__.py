"""What speaks for a value: where it stands, how it ranks, how sure it is."""
