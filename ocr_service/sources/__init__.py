"""Tables of other systems whose rows name documents: claimed, fetched, and written back."""
