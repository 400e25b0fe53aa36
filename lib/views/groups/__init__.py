"""The screen of occupational groups: figures, mix, points on the map, charts and a group's card."""
