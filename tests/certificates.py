"""Certificates for servers on this machine, made by OpenSSL."""

import hashlib
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

CONFIGURATION = """\
[ca]
default_ca = here
[here]
database = {directory}/index
new_certs_dir = {directory}
serial = {directory}/serial
default_md = sha256
policy = any
x509_extensions = extensions
[any]
commonName = supplied
[extensions]
basicConstraints = critical, CA:true
subjectAltName = {names}
[req]
distinguished_name = name
prompt = no
[name]
CN = essaimage tests
"""


def certificate(directory: Path, *, names="IP:127.0.0.1", start="20200101000000Z", end="20991231000000Z") -> Path:
    """A file with a certificate that signed itself, valid for some names between two moments, and its key, which is in
    ``key.pem`` beside it too. Skips the test without OpenSSL."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no certificates: openssl is not on the path")
    directory.mkdir()
    (directory / "index").touch()
    (directory / "serial").write_text("01\n")
    (directory / "openssl.cnf").write_text(CONFIGURATION.format(directory=directory, names=names))

    def run(*command):
        done = subprocess.run([openssl, *command], cwd=directory, capture_output=True, text=True)
        assert not done.returncode, done.stderr

    run("req", "-config", "openssl.cnf", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "request.pem")
    run(
        *("ca", "-config", "openssl.cnf", "-batch", "-selfsign", "-keyfile", "key.pem", "-in", "request.pem"),
        *("-startdate", start, "-enddate", end, "-notext", "-out", "certificate.pem"),
    )
    both = directory / "both.pem"
    both.write_text((directory / "certificate.pem").read_text() + (directory / "key.pem").read_text())
    return both


def fingerprint(path: Path) -> str:
    """SHA-256 of the certificate in a file."""
    text = path.read_text()
    text = text[: text.index("-----END CERTIFICATE-----")] + "-----END CERTIFICATE-----"
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest()
