"""What a cricket scorecard says."""
