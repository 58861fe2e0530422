"""What discussions add to Wagtail's admin."""
