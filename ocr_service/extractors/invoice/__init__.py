"""What an invoice says, on its pages and in its XML."""
