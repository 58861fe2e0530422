"""A private Dovecot, an IMAP server as mail is read from, for one module of tests; thrown away afterwards."""

import grp
import imaplib
import mailbox
import os
import pwd
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from .certificates import certificate
from .elasticsearch import free_port
from .postgresql import owner

PASSWORD = "sésame-ouvre-toi"
PATIENCE = 20
SETTINGS = """\
protocols = imap
listen = 127.0.0.1
base_dir = {directory}/base
state_dir = {directory}/state
log_path = {directory}/log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
auth_failure_delay = 0
first_valid_gid = 1
ssl = yes
ssl_cert = <{directory}/tls/certificate.pem
ssl_key = <{directory}/tls/key.pem
mail_location = maildir:{directory}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={directory}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {encrypted}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """``plain``, ``encrypted``: the ports at which it answers; ``certificate``: the file with which it is trusted."""

    directory: Path
    plain: int
    encrypted: int

    @property
    def certificate(self) -> Path:
        return self.directory / "tls/certificate.pem"

    def box(self, user: str, folder: str = "") -> mailbox.Maildir:
        """The mailbox of somebody, or one of its folders, as it lies on the disk."""
        return mailbox.Maildir(self.directory / "mail" / user / folder, factory=None)

    def deliver(self, user: str, *messages: object) -> None:
        """Put messages where a mail server puts them."""
        box = self.box(user)
        for message in messages:
            box.add(message)
        hand_over(Path(box._path))


def hand_over(directory: Path) -> None:
    """To the account that servers run as, where the tests run as root."""
    if account := owner():
        for path in [directory, *directory.rglob("*")]:
            os.chown(path, account["user"], account["group"])


@contextmanager
def private_dovecot() -> Iterator[Dovecot]:
    """Skips the test without a Dovecot of the version for which the settings are."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    version = subprocess.check_output([program, "--version"], text=True).split()[0] if program else ""
    if not version.startswith("2.3."):
        pytest.skip(f"no IMAP server: Dovecot 2.3 is needed (dovecot-imapd), and there is {version or 'none'}")
    directory = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        directory.chmod(0o755)
        certificate(directory / "tls", names="DNS:localhost")
        (directory / "mail").mkdir()
        server = Dovecot(directory, free_port(), free_port())
        account = owner()
        user, group = account.get("user", os.geteuid()), account.get("group", os.getegid())
        given = {"user": pwd.getpwuid(user).pw_name, "group": grp.getgrgid(group).gr_name, "password": PASSWORD}
        ports = {"plain": server.plain, "encrypted": server.encrypted}
        (directory / "dovecot.conf").write_text(SETTINGS.format(directory=directory, **given, **ports))
        hand_over(directory)
        with running([program, "-F", "-c", str(directory / "dovecot.conf")], server, account):
            yield server
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def running(command: list[str], server: Dovecot, account: dict[str, object]) -> Iterator[None]:
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(command, start_new_session=True, **out, **account)
    try:
        await_answer(server, process)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()


def await_answer(server: Dovecot, process: subprocess.Popen) -> None:
    context = ssl.create_default_context(cafile=server.certificate)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            imaplib.IMAP4_SSL("localhost", server.encrypted, ssl_context=context).logout()
            return
        except OSError:
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() < deadline, (server.directory / "log").read_text()
            time.sleep(0.05)
