"""E-mails that come to the list: read, folded, taken as answers and new threads, or refused with a word to who may know.

What becomes of each is an :class:`~.outcomes.Outcome`.
"""
