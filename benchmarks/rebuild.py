"""One rebuild of the index in a process of its own, so that its memory is its own: ``measured()`` starts it.

What the process prints is JSON: pages a second, the most memory it had before the rebuild, after the first fifth of
it, and at the end, in megabytes.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path


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


def main() -> None:
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = os.environ["ESSAIMAGE_BENCH_DATABASE"]
    from tqdm import tqdm

    from essaimage_wagtail.search import indexing

    pages = indexing.count_candidates()
    before = peak()
    early: list[float] = []
    with tqdm(total=pages, desc="Indexing", unit="page") as bar:

        def progress(count: int) -> None:
            bar.update(count)
            if not early and bar.n * 5 >= pages:
                early.append(peak())

        started = time.perf_counter()
        indexing.rebuild(progress)
        seconds = time.perf_counter() - started
    print(json.dumps({"rebuild": pages / seconds, "before": before, "fifth": early[0], "peak": peak()}))


if __name__ == "__main__":
    main()
