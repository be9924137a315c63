"""The outbox in Redis: what waits to be told, and who subscribed to it."""
