"""Where the documents are that rows name."""
