"""What a page says of itself to search engines and social networks."""
