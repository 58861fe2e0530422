"""From text to tokens: words, their forms and the rules of each language. No database."""
