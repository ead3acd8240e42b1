"""Pages for people, in Chinese and English, rendered on the server and whole without scripts."""
