"""The product's flags for code that speaks OpenFeature: a provider for its SDK, and the words both sides share."""

from rollouts.openfeature.provider import RolloutsProvider, context_of

__all__ = ["RolloutsProvider", "context_of"]
