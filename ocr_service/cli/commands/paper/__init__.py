"""Commands about paper, before it is scanned."""
