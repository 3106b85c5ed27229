"""The site as a whole, for its operators: back it up, restore it, prove that this works."""
