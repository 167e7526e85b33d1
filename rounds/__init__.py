"""Rounds runs a customer team's operating manual."""
