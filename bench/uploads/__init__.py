"""What a bucket and uploads by a link cost."""
