"""What those who run an index see of it."""
