"""What editors work with in Wagtail's admin: forms, lists, choosers. Imports models, not pages."""
