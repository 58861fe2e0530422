"""Do the forms of a word find each other, and do other words stay apart? Asked of words that no rule was made for."""
