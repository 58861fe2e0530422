"""What templates are given, as plain objects: every query is done here, none in a template."""
