"""Keep what was read for years: files in a tree that people can read, and an index that finds them."""
