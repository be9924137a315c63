"""Tables drawn in thirty styles with the truth of their cells, and how well they are found."""
