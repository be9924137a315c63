"""Pictures of pages: rasterized or decoded, surveyed, and prepared for reading."""
