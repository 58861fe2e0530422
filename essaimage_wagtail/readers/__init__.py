"""Readers of another language than the page's: what they are told where a page or its language is missing, and the sitemap"""
