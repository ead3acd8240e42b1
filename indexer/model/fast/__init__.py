"""All that knows OpenVINO: converts a model, compiles it for this CPU, embeds and reads with it. It imports no torch."""
