"""What people who may publish do with versions: go back to one, withdraw one; and how they are called in public."""
