"""From what a visitor types to clauses, and from clauses to the words that meet them. No database."""
