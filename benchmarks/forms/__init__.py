"""Do the forms of a word find each other, and do other words stay apart? Measured on words that no rule was made for."""
