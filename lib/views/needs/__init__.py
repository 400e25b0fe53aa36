"""The screen of needs and situations: what was raised and answered, what waits, what happened."""
