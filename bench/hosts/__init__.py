"""Machines of their own, which have Redis and a bucket in common and nothing else."""
