"""What operators do with the site as a whole: back it up, restore it, prove that this works."""
