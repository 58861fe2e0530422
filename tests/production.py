"""What the page “In production” gives: settings, the configuration of nginx, and the policies in it."""

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TYPES = "include /etc/nginx/mime.types;\n" if Path("/etc/nginx/mime.types").exists() else ""
"""As the configuration that nginx comes with has them."""
PAGE = ROOT / "docs" / "how-to" / "production.md"


def example(language):
    """The one example in a language that stands in the page."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return found


def mapped(variable, value):
    """What nginx's ``map`` gives a variable for a value: that of the first pattern that fits, else the default."""
    (rules,) = re.findall(rf"^map \S+ \${variable} {{\n(.*?)^}}", example("nginx"), re.MULTILINE | re.DOTALL)
    pairs = re.findall(r'^ +(\S+) (?:"(.*)"|(.*));$', rules, re.MULTILINE)
    results = {pattern: quoted or plain for pattern, quoted, plain in pairs}
    default = results.pop("default")
    return next((result for pattern, result in results.items() if re.search(pattern.removeprefix("~"), value)), default)


def policy(path, address):
    """The content security policy of a path, on a site at an address (``"http://127.0.0.1:8000"``)."""
    return mapped("essaimage_policy", path).replace("$scheme://$host", address)


def under_policy(page, site, held=policy):
    """``go(path)``: goes there under the policy of the page “In production”, or what ``held(path, site)`` says, and
    returns what has broken it so far."""
    broken = []

    def with_policy(route):
        if route.request.resource_type != "document":
            route.continue_()
            return
        answer = route.fetch(max_redirects=0)
        said = held(urllib.parse.urlsplit(route.request.url).path, site)
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": said})

    def go(path):
        page.goto(site + path)
        page.wait_for_load_state("networkidle")
        return broken

    page.route("**/*", with_policy)
    page.expose_function("policyBroken", lambda *what: broken.append(what))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " event => policyBroken(event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber))"
    )
    return go


@contextmanager
def running_nginx(directory, upstream, *, caching=False, host="$host"):
    """The address of an nginx with the configuration of the page, without TLS, before what listens at a port; its files
    are in ``directory``, where the page says ``/srv/example``. ``caching``: with the lines for a site that says
    ``CACHE_SECONDS``; ``host``: nginx's variable for that of the policy, ``$http_host`` for a browser, which knows the
    port."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("no nginx on the path")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    text = example("nginx")
    if caching:
        assert text.count("# proxy_") == 6
        text = text.replace("# proxy_", "proxy_")
    for old, new in (
        ("listen 80;", f"listen unix:{directory}/plain;"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        ("    ssl_certificate /etc/ssl/example.org.pem;\n", ""),
        ("    ssl_certificate_key /etc/ssl/example.org.key;\n", ""),
        ("/srv/example", str(directory)),
        ("$scheme://$host/static/", f"$scheme://{host}/static/"),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
    ):
        assert text.count(old) >= 1
        text = text.replace(old, new)
    temporary = "".join(
        f"{name}_temp_path {directory};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (directory / "nginx.conf").write_text(
        f"daemon off;\nuser {'root' if os.geteuid() == 0 else 'nobody'};\npid {directory}/pid;\n"
        f"error_log {directory}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{TYPES}{temporary}{text}}}\n"
    )
    arguments = [program, "-p", str(directory), "-e", str(directory / "error.log"), "-c", str(directory / "nginx.conf")]
    tested = subprocess.run([*arguments, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    running = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


def _wait_for(port):
    deadline = time.monotonic() + 20
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
