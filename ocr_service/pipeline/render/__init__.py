"""Write the renderings that were asked for, from the stored pages."""
