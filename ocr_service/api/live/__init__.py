"""What callers are told while they listen: who may, how far their tasks are, and when they will be done."""
