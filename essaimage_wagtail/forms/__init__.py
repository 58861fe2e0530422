"""What people type into typed fields (figures, years, dates, points, addresses), read in their own language.

:mod:`.numbers`, :mod:`.dates` and :mod:`.points` read text with Babel's data and nothing else; :mod:`.fields` and
:mod:`.widgets` make form fields of them. Text is understood as its writer means it or refused with a message: it is
never replaced by a value that nobody typed. Nothing here imports models or blocks.
"""
