"""Two readings of one page: which pages are read twice by different readers, and one page made of both."""
