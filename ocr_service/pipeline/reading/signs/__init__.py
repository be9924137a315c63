"""Signs that engines read as others: told by their ink, or by what stands around them."""
