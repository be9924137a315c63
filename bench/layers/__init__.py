"""In which order programs give the words of a searchable PDF."""
