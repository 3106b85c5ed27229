"""The pace of an auction: what its clocks do at night, and who may put up how much at once."""
