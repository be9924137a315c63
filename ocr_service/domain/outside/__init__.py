"""What lies beyond this machine: questions of documents to their worker, and limits that all workers share."""
