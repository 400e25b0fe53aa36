"""Who looks and what they may do: the strip at the top of every screen, the administration."""
