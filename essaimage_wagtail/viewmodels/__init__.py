"""What templates need, as plain objects: every query is done here, none in a template."""
