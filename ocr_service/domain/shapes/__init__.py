"""Where things stand on a page, and what they are: boxes, blocks and tables."""
