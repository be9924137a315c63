"""The programs that a service consists of, each a command."""
