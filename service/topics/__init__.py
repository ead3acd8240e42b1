"""What articles tell together: of a name, over time, and of one event."""
