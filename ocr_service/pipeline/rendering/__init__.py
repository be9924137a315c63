"""What is written of a document: text formats, page images, and searchable PDFs."""
