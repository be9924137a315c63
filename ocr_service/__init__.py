"""DocVault OCR: documents in, text and facts out, nothing lost."""

__version__ = "0.2.0"
