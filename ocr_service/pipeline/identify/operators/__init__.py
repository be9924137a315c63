"""What the operators of a PDF page draw, without drawing it: lines, areas, pictures, and text that is clipped away."""
