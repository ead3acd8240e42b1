"""Makes the reader and ranker: prepares examples, fits the upper layers of the encoder, and reports on what it never saw."""
