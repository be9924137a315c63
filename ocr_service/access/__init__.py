"""Who may do what: API keys, what they may use up, and the log of what operators did."""
