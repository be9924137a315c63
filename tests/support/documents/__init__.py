"""Documents of one kind each, drawn or made byte by byte."""
