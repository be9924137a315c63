"""Where documents, their intake records and their outputs lie."""
