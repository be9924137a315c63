"""The letters of words, as readers and searches expect them, whatever an engine or a font tells."""
