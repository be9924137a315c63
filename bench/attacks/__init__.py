"""What somebody who wants to break the service sends, and what he gets."""
