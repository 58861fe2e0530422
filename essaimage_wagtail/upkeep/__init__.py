"""What published pages lack for their readers: figures without a source, pictures without a description, links to other
sites that lead nowhere. It is noted on publication; links are asked by a command, in the background."""
