"""Fits the small classifiers of `service.answer`, to our own news questions."""
