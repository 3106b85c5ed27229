"""Programs that take part from outside: they know the protocol, and nothing of the product's code."""
