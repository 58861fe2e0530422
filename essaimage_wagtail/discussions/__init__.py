"""Discussions: threads that everybody reads on the web, and that people follow and answer by e-mail."""
