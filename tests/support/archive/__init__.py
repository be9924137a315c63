"""An archive below a folder, and documents for it."""
