"""From a folder, into a folder: what was taken, what its results are called, and how they come to lie there whole."""
