"""Text whose lines a mail program broke (RFC 3676, ``format=flowed``), as its author wrote it."""


def joined(text: str, *, deletes_space: bool) -> str:
    """Join the lines that belong together: a line that ends in a space goes on in the next line if both are quoted
    equally deep. ``deletes_space``: that space is no part of the text (``DelSp=yes``)."""
    lines: list[tuple[int, str]] = []
    goes_on = False
    for raw in text.split("\n"):
        depth, rest = _depth(raw)
        is_signature = rest == "-- "
        if goes_on and lines[-1][0] == depth and not is_signature:
            lines[-1] = (depth, lines[-1][1] + rest)
        else:
            lines.append((depth, rest))
        goes_on = rest.endswith(" ") and not is_signature
        if goes_on and deletes_space:
            lines[-1] = (depth, lines[-1][1][:-1])
    return "\n".join(f"{'>' * depth} {rest}" if depth else rest for depth, rest in lines)


def _depth(line: str) -> tuple[int, str]:
    """How many ``>`` a line begins with, and what stands after them, without the space that the program added."""
    rest = line.lstrip(">")
    return len(line) - len(rest), rest.removeprefix(" ")
