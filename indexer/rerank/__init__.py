"""The reader, a cross-encoder that marks answers: its protocol, weights and runtime."""
