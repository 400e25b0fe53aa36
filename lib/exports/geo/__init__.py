"""The figures of a map as layers that programs for maps open, drawn as the map is."""
