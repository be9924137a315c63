"""Both ends of the way by which a document asks its worker."""
