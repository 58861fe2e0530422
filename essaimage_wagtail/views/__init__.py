"""Views of a URLconf, for what is no page of Wagtail's tree."""
