"""One instance of the service below a folder: a private Redis, the API and the workers under supervisord."""
