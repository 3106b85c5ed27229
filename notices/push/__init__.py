"""Web push: notices on devices whose owners asked for it, by the push service that each browser names."""
