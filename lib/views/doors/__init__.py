"""What stands before the screens: the ways in and out, who may pass, what every answer carries."""
