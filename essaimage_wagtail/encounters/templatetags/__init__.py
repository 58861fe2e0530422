"""Template tags of encounters."""
