"""Replications whole: their graph, starting one, their lineage, and their admin."""
