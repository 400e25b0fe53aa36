"""Looking after a place of data: backup, restore, retention, upgrade."""
