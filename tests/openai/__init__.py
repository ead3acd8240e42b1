"""The paths of OpenAI's API, asked by its official client."""
