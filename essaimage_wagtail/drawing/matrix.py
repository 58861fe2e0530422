"""Numbered points on two short scales."""

LEVELS = 3


def matrix(points, across, up):
    """The cells of a grid, the highest row first: ``[[{"level", "numbers"}, ...], ...]``.

    ``points``: ``[(number, x, y)]`` with x from 1 to ``across`` and y from 1 to ``up``; others are left out. A cell
    holds as many as there are, in their order. ``level`` is 0 where both scales are lowest, 3 where both are highest.
    """
    cells = [[[] for _x in range(across)] for _y in range(up)]
    for number, x, y in points:
        if 1 <= x <= across and 1 <= y <= up:
            cells[up - y][x - 1].append(number)
    return [
        [
            {"level": round(LEVELS * (x + up - 1 - row) / (across + up - 2)), "numbers": numbers}
            for x, numbers in enumerate(line)
        ]
        for row, line in enumerate(cells)
    ]
