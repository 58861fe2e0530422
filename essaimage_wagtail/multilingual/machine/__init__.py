"""Drafts by a machine that the site runs itself: what asks it, and what becomes of its words"""
