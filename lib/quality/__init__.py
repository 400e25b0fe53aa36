"""How good the stored data are: missing, late, double, unlikely, impossible, misplaced."""
