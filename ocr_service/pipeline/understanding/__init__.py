"""From words to facts and a category."""
