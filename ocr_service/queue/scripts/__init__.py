"""The Lua transitions: what each one says, and how it is run."""
