"""How often somebody has tried something in the last hour, in Django's cache: what fails leaves no row."""

from hashlib import sha256

from django.core.cache import cache

HOUR = 60 * 60


def attempts(what: str, who: str) -> int:
    return int(cache.get(_key(what, who), 0))


def count_attempt(what: str, who: str) -> int:
    """One more; returns how many there are since the first of the hour."""
    key = _key(what, who)
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key))
    except ValueError:
        # The hour was over between the two.
        cache.set(key, 1, HOUR)
        return 1


def _key(what: str, who: str) -> str:
    # No address of a person, and no sign or length that a cache refuses.
    return f"essaimage-attempts:{what}:{sha256(who.encode()).hexdigest()}"
