"""Checks beyond the model: points, what is unlikely and what can't be."""
