"""What is added to wagtail-localize. An app of its own; a site in one language lives without it."""
