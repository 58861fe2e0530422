"""Management commands of sponsorships."""
