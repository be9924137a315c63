"""How subscribers are told: the entry that waits, and when it is tried again."""
