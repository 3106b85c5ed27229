"""The pages of people: signing in, and one's account."""
