"""What the commands `fit_answers`, `fit_fusion` and `fit_ranking` fit on, and how."""
