"""What only the web page asks for."""
