"""The page “In production” gives settings and a configuration that work."""

import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from .conftest import ROOT
from .production import example, mapped, policy, running_nginx

ADDRESS = "https://example.org"


def test_nothing_is_left_to_say_of_its_settings(tmp_path):
    # Wagtail 7.4's own managers are older than what treebeard asks for today.
    own = "SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, 'treebeard.E001']\n"
    settings = "from example_site.config.settings import *\n\n" + example("python") + own
    (tmp_path / "production_settings.py").write_text(settings)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT), *filter(None, sys.path)]),
        "DJANGO_SETTINGS_MODULE": "production_settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ESSAIMAGE_DEMO_VAR": str(tmp_path),
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the suite's, once it has a browser
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\([1-9]\d* silenced\)", done.stdout)


def test_cookies_are_for_this_host_alone(client, settings, admin_user, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", secrets.token_urlsafe(50))
    names = {}
    exec(example("python"), names)  # noqa: S102 - the page's
    for name, value in names.items():
        if "_COOKIE_" in name:
            setattr(settings, name, value)
    admin_user.set_password("secret")
    admin_user.save()
    login = reverse("wagtailadmin_login")
    client.get(login, secure=True)
    client.post(login, {"username": admin_user.get_username(), "password": "secret"}, secure=True)
    cookies = client.cookies
    assert {"__Host-sessionid", "__Host-csrftoken"} <= {*cookies}
    for name, cookie in cookies.items():
        assert name.startswith("__Host-")
        assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"]
        assert cookie["samesite"] == "Lax"
    assert names["LANGUAGE_COOKIE_NAME"].startswith("__Host-")


def directives(path):
    return dict(part.strip().partition(" ")[::2] for part in policy(path, ADDRESS).split(";"))


@pytest.mark.parametrize("path", ["/", "/fr/initiatives/", "/essaimage/search/", "/fr/administration/"])
def test_the_policy_of_public_pages_is_strict(path):
    """As Google's CSP evaluator has it: no script but the site's own files, no other base, no plug-in."""
    found = directives(path)
    assert found["default-src"] == found["base-uri"] == "'none'"
    assert found["script-src"] == f"{ADDRESS}/static/"
    assert "unsafe" not in str(found) and "*" not in str(found)
    assert found["frame-ancestors"] == found["form-action"] == "'self'"


def test_uploads_run_nothing():
    found = directives("/media/images/drawing.svg")
    assert "sandbox" in found and "script-src" not in found and found["default-src"] == found["base-uri"] == "'none'"
    assert found["frame-ancestors"] == "'self'"


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/3/edit/"])
def test_the_admin_has_what_wagtail_needs(path):
    assert directives(path)["script-src"] == "'self' 'unsafe-inline'"


@pytest.mark.parametrize(
    ("asked", "limited"),
    [
        ("/fr/initiatives/?", True),
        ("/fr/initiatives/", False),
        ("/essaimage/api/1/search/", True),
        ("/fr/nuage/", True),
        ("/admin/pages/?", False),
        ("/media/a.jpg?", False),
    ],
)
def test_what_costs_is_limited(asked, limited):
    assert bool(mapped("essaimage_costly", asked)) == limited


@pytest.mark.parametrize(
    ("asked", "limited"),
    [
        ("POST/admin/login/", True),
        ("GET/admin/login/", False),
        ("POST/admin/essaimage/replicate/3/", True),
        ("POST/admin/pages/3/edit/", False),
        ("POST/essaimage/wiki/account/fr/sign-in/", True),
        ("GET/essaimage/wiki/account/fr/sign-in/", False),
    ],
)
def test_what_writes_is_limited(asked, limited):
    assert bool(mapped("essaimage_writes", asked)) == limited


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("X-Content-Type-Options", "nosniff")  # as Django says it
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def nginx(tmp_path):
    """The address of an nginx with the configuration of the page, without TLS, before a site that says the same to
    all."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "drawing.svg").write_text("<svg/>")
    with running_nginx(tmp_path, site.server_address[1]) as address:
        yield address
    site.shutdown()


@pytest.mark.nginx
def test_nginx_does_what_the_page_says(nginx, tmp_path):
    def answer(path):
        try:
            with urllib.request.urlopen(nginx + path, timeout=10) as found:  # noqa: S310
                return found.status, found.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers

    def ask(path):
        status, said = answer(path)
        return status, said["Content-Security-Policy"]

    def headers(path):
        return answer(path)[1]

    deadline = time.monotonic() + 20
    while True:
        try:
            assert ask("/fr/") == (200, policy("/fr/", "http://127.0.0.1"))
            break
        except urllib.error.URLError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert ask("/admin/") == (200, policy("/admin/", "http://127.0.0.1"))
    assert ask("/media/drawing.svg") == (200, policy("/media/", "http://127.0.0.1"))
    assert ask("/media/documents/private.pdf")[0] == 404
    for path in ("/fr/", "/media/drawing.svg", "/static/missing.js"):
        said = headers(path)
        assert said.get_all("X-Content-Type-Options") == ["nosniff"], path
        assert said.get_all("Referrer-Policy") == ["same-origin"], path
        assert said["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains"), path
    assert {ask("/fr/")[0] for _ in range(40)} == {200}
    assert [ask("/fr/?q=jardin")[0] for _ in range(60)].count(429) > 10
    assert plainly(tmp_path, "/fr/").startswith("HTTP/1.1 301 ")
    assert plainly(tmp_path, "/essaimage/api/1/search/?q=jardin").startswith("HTTP/1.1 403 ")


def plainly(directory, path):
    """What nginx answers without TLS, on the socket of the fixture."""
    with socket.socket(socket.AF_UNIX) as plain:
        plain.connect(str(directory / "plain"))
        plain.sendall(f"GET {path} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n".encode())
        return plain.makefile().readline()
