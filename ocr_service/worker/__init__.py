"""The long-running worker: it claims, watches and decides; children of its own read the documents."""
