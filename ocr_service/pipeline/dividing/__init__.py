"""Where one document of a pile ends and the next begins."""
