"""The parts of the comparison: two areas, or two periods, on one scale."""
