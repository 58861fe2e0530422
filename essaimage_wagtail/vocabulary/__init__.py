"""Concepts of the site and their files: what searches across languages read, the starter set, SKOS"""
