"""A commissioner's powers over a running auction beside its life: over the open lot, and over lots that are over."""
