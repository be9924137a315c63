"""What is measured and shown in a real browser."""
