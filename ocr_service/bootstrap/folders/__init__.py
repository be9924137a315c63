"""What the settings say of folders on this machine: the watched one and the archive."""
