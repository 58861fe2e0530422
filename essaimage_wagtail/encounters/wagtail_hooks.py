"""What encounters add to Wagtail's admin."""
