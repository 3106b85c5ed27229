"""Stop each part of a running site, and see what happens."""
