"""A language model that is asked for values that were not found surely."""
