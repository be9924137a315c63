"""What the way to services outside costs, and how well their limit is used."""
