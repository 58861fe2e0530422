"""What people who may publish do with versions: go back to one, withdraw one, show it again."""
