"""What a document may take: time, memory, files, shares."""
