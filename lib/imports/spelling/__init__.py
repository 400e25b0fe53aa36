"""Cells as offices write them, put into the spelling of the model."""
