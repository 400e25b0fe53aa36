"""The parts of the area profile: one area on a sheet that prints on A4."""
