"""What two versions of a page differ by, section by section and word by word: plain data, no request."""
