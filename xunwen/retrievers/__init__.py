"""Passages of a service for frameworks that retrieve: LangChain, LlamaIndex and Haystack, each an extra of its own."""
