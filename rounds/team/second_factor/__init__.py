"""What people prove themselves with beside their password: an app's codes, passkeys, and recovery codes for a bad day."""
