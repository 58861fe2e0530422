"""What links here, and what is broken or wanted: links from Wagtail's reference index."""
