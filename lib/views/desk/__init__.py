"""The data desk: files are checked, imported and taken back; who did so, and when."""
