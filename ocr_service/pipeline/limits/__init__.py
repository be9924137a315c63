"""What a document may take: time, memory, files, page slots."""
