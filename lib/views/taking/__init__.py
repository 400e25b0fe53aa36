"""What screens give away: their maps, charts and figures as plain values for the exports."""
