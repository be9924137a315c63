"""What a receipt says."""
