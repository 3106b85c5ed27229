"""Files of fixtures and of scores, as others write them, become rows. Pure: no Django here."""
