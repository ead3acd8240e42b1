"""What follow-ups mean beside the questions before them."""
