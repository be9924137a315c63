"""Find archived documents by words, and by what is known of them."""
