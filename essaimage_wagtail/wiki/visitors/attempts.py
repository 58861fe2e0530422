"""How often somebody has tried something in the last hour, in Django's cache: what fails leaves no row."""

from hashlib import sha256

from django.core.cache import cache

HOUR = 60 * 60


def attempts(what: str, who: str) -> int:
    return int(cache.get(_key(what, who), 0))


def count_attempt(what: str, who: str) -> int:
    """Count one more attempt; returns how many there are within the hour that began with the first one."""
    key = _key(what, who)
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key))
    except ValueError:
        # The count expired between the two calls: a new hour begins.
        cache.set(key, 1, HOUR)
        return 1


def _key(what: str, who: str) -> str:
    # The hash keeps addresses of people out of the cache, and any character or length that a cache refuses.
    return f"essaimage-attempts:{what}:{sha256(who.encode()).hexdigest()}"
