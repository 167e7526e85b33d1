"""What the scripts around Rounds share: they come from outside, by HTTP, SMTP and SQL, and import nothing of it."""
