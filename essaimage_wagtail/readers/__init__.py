"""What readers are told where a page, or its language, is missing; the sitemap and ``robots.txt``"""
