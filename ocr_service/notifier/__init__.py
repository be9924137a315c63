"""The notifier: takes what is due out of the outbox and tells it."""
