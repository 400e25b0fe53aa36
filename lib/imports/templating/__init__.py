"""The parts of the templates: what stands in their sheets, and what their cells take."""
