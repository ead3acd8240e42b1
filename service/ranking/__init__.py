"""The order of the first few candidates: what is looked at once more, and what each of it weighs."""
