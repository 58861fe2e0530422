"""E-mails that come to the list: read, folded, taken as answers and new threads, or refused.

What becomes of each is an :class:`~.outcomes.Outcome`.
"""
