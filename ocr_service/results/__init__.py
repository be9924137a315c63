"""What callers get of a stored result: schema 2, and schema 1 as it was."""
