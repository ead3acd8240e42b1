"""Conversations: what a follow-up means beside the questions before it."""
