"""What a commissioner can do to a running auction beside its life: to the open lot, and to lots that are over."""
