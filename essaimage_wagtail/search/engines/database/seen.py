"""Which words a rebuild has met, without keeping them."""

from collections.abc import Iterable


class Seen:
    """Which words were met, in two megabytes for any number of them. Rarely, it takes a word that was not met for one
    that was."""

    def __init__(self, size: int = 1 << 24) -> None:
        self._size = size
        self._bits = bytearray(size // 8)

    def update(self, numbers: Iterable[int]) -> None:
        """Note words by their hashes."""
        for number in numbers:
            number %= self._size
            self._bits[number >> 3] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        number %= self._size
        return bool(self._bits[number >> 3] & 1 << (number & 7))
