"""What the doors and the engine read of check-ins."""
