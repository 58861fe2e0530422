"""Readers of another language than the page's: what they are told where their language is missing, and the sitemap"""
