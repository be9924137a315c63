"""What changes, as it changes: one reader of the event stream per process, many who listen."""
