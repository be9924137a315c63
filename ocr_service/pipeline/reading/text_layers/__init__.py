"""The text that a PDF brings along: whether it is sound, shown, turned, and all there is."""
