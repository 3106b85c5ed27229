"""A commissioner tells everybody in the league something."""
