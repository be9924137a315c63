"""What is done with a run's result before it counts."""
