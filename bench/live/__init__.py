"""What live events cost, how good their guess is, and whether a browser comes back to them."""
