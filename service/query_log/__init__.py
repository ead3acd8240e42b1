"""What readers asked and what came of it, written down only where an operator wants it, and for so long."""
