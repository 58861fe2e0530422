"""Translations that go to a translator outside the site as files, and come back."""
