"""Pictures of strangers decoded into gray, within the memory bound."""
