"""Pages as gray picture files: drawn from a PDF or taken from a picture, within memory and time."""
