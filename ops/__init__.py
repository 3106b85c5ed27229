"""Tools that keep the site in operation."""
