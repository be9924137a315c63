"""Optional help of a language model server."""
