"""What callers are told of the API: shapes, parameters, the document and its page."""
