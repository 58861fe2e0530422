"""A private PostgreSQL server for one run of the suite, thrown away afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "essaimage"
UNSAFE_BUT_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"


def find_binaries() -> Path | None:
    """The directory of ``initdb`` and ``pg_ctl``, or None; Debian keeps them off the path."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in debian), key=lambda bin: float(bin.parent.name), default=None)


def owner() -> dict[str, object]:
    """Arguments for ``subprocess`` that leave root, as which PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def private_cluster(binaries: Path) -> Iterator[dict[str, str]]:
    """Run a server that listens on a socket of its own; yields the ``PG*`` variables that reach it."""
    directory = Path(tempfile.mkdtemp(prefix="pg-"))
    account = owner()
    if account:
        os.chown(directory, account["user"], account["group"])
    data = directory / "data"

    def run(*command: object) -> None:
        done = subprocess.run([str(part) for part in command], cwd=directory, capture_output=True, text=True, **account)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")

    try:
        run(
            binaries / "initdb", "--pgdata", data, "--username", USER, "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        options = f"-c listen_addresses='' -k {directory} {UNSAFE_BUT_FAST}"
        # Without a log file the server would keep our pipe open and the call would never return.
        run(binaries / "pg_ctl", "start", "-w", "-D", data, "-l", directory / "log", "-o", options)
        try:
            yield {"PGHOST": str(directory), "PGUSER": USER, "PGDATABASE": "postgres"}
        finally:
            run(binaries / "pg_ctl", "stop", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
