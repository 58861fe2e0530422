"""From pages to documents, and what keeps the index in step with the pages."""
