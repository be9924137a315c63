"""What a route answers: results, files, views of tasks, problems."""
