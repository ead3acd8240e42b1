"""The nouns of the project and the ground under every room: values, arrays, files, clock, process."""
