"""Answers written by a language model and held to the rule of all answers: each sentence stands on a checked quote."""
