"""What a service writes while nothing is to be done."""
