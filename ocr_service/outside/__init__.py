"""Services on the network that a worker asks for its documents."""
