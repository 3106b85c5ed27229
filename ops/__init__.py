"""What keeps the site in operation."""
