"""Pages for people: what they show, in Chinese and English, rendered on the server and whole without scripts."""
