"""Measurements: each module prints its figures; docs/measurements.md says what they were."""
