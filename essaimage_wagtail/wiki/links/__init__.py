"""What links here: the pages that use or name a page, from Wagtail's reference index."""
