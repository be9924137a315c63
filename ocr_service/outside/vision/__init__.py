"""A model on the network that reads the picture of a page."""
