"""Help while somebody types: titles, names and phrases that go on as the words begin, and what may have been meant."""
