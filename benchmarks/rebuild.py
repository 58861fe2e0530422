"""One rebuild of the index in a process of its own, so that its memory is its own: ``measured()`` starts it.

What the process prints is JSON: pages a second, documents a second without the time it took to make them of pages, the
most memory it had before the rebuild, after the first fifth of it, and at the end, in megabytes.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

Item = TypeVar("Item")


def measured() -> dict[str, float]:
    """Rebuild the index of the database that the environment names; return what it took."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", __name__], env=os.environ, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def peak() -> float:
    """Megabytes that this program has used at most; on Linux, ``getrusage`` would tell of its parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


class Timed(Generic[Item]):
    """The items of an iterator, and what it took to make them: their number and seconds."""

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self.count = 0
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        started = time.perf_counter()
        try:
            item = next(self._items)
        finally:
            self.seconds += time.perf_counter() - started
        self.count += 1
        return item


def main() -> None:
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = os.environ["ESSAIMAGE_BENCH_DATABASE"]
    from tqdm import tqdm

    from essaimage_wagtail.search import SearchDocument, get_engine
    from essaimage_wagtail.search.indexing import index

    pages = index.count_candidates()
    before = peak()
    early: list[float] = []
    with tqdm(total=pages, desc="Indexing", unit="page") as bar:

        def progress(count: int) -> None:
            bar.update(count)
            if not early and bar.n * 5 >= pages:
                early.append(peak())

        made = Timed[SearchDocument](index._all_documents(progress))
        started = time.perf_counter()
        get_engine().rebuild(made)
        seconds = time.perf_counter() - started
    figures = {"rebuild": pages / seconds, "documents": made.count / (seconds - made.seconds)}
    print(json.dumps({**figures, "before": before, "fifth": early[0], "peak": peak()}))


if __name__ == "__main__":
    main()
