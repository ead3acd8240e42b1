"""What articles tell together."""
