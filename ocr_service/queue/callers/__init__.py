"""Who calls: API keys and how often each caller may."""
