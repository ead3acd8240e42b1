"""What readers chose of what they were shown, counted without knowing who or what was asked; only where it is wanted."""
