"""One document from file to text, facts and renderings; runs in a child process of its own."""
