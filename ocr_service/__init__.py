"""DocVault OCR: documents in, text and facts out, nothing lost."""

__version__ = "0.1.0"
