"""The paths that clients written for OpenAI's API know: chat completions, embeddings and models."""
