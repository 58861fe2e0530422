"""Sponsorships: an experienced team accompanies a new one, and both say what they promise."""
