"""Who sent a document, to whom, and what it is called."""
