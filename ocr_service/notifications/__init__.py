"""Tell subscribers: where they may be reached, what they are told, how it is signed and sent."""
