"""What a worker of Celery's starts beside its pool."""
