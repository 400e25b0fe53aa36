"""The briefing: slides of the figures that the other screens show."""
