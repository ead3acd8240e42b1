"""What the commands `fit_answers`, `fit_fusion`, `fit_names`, `fit_ranking` and `fit_source` fit on, and how."""
