"""Where words stand on a page: rows, segments, blocks, columns, and pairs of label and value."""
