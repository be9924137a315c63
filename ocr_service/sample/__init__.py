"""The document that a newcomer's first run reads: a scanned letter with an invoice, drawn by the project itself."""
