"""From files to a study: look at them, plan with the person's answers, bring them in."""
