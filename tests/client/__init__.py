"""Clients of a service that runs: in Python, for frameworks, and in TypeScript."""
