"""Slides for a browser: on the screen of the briefing, and as one page that needs nothing else."""
