"""A map with its figures as every screen shows them: picture, message, table, display choices."""
