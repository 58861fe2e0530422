"""What sponsorships add to Wagtail's admin."""
