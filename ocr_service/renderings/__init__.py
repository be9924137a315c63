"""Texts that are made of the pages of a result alone, by whoever has them: hOCR, ALTO, TSV, Markdown, HTML, CSV."""
