"""The limit of a service outside that all workers share."""
