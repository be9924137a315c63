"""What a document is, before anything of it is drawn: type, pages, sizes, passwords, attachments."""
