"""How much memory a worker takes with documents that were made to break its bound."""
