"""An open study without Qt: project, history, figures, and what is looked at."""
