"""The parts of the overview: what it computes and how it shows it."""
