"""How a worker starts: settings read apart, secrets kept from what documents are forked from."""
