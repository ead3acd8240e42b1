"""Reports on a trained reader, over questions that it was not trained on."""
