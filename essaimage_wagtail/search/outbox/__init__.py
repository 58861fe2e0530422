"""Changes on their way to an index on another server: written with the pages, sent after that, never lost."""
