"""Uploads that come to the store before their task: the session of one, and where its bytes go."""
