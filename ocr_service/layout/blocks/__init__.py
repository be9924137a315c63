"""What the parts of a page are: tables with their cells, headings, lists, paragraphs, pairs of a label and a value."""
