"""A release with a fault in it: the product, where a flag lets auctions begin in a new way that fails for some."""
