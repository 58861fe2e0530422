"""A site whose accounts are django-allauth's."""
