"""What reads text from a picture: one file per engine behind ``domain.ports.Engine``."""
