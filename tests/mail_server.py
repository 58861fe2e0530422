"""A small real mail server, in the place of that of a site."""

import re
import socketserver
import threading
from contextlib import contextmanager

from django.test import override_settings


class Server(socketserver.StreamRequestHandler):
    """An SMTP server that answers recipients by ``codes``."""

    def handle(self):
        self.say("220 test")
        while line := self.rfile.readline().decode("latin-1").strip():
            verb = line.partition(" ")[0].upper()
            if verb == "RCPT":
                address = re.search("<(.*)>", line)[1]
                self.say(self.server.codes.get(address, "250 ok"))
            elif verb == "DATA":
                self.say("354 go on")
                data = b""
                while not data.endswith(b"\r\n.\r\n"):
                    data += self.rfile.readline()
                self.server.taken.append(data)
                self.say("250 ok")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def smtp(settings, codes):
    class Listening(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Listening(("127.0.0.1", 0), Server) as server:
        server.codes, server.taken = codes, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        backend = "django.core.mail.backends.smtp.EmailBackend"
        host, port = server.server_address
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = backend, host, port
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": host, "port": port}}}
        yield server
        server.shutdown()


def mailed_by(backend, **options):
    """For ``with``: messages go by another backend, named to old and new versions of Django."""
    former = {f"EMAIL_{name.upper()}": value for name, value in options.items()}
    mailers = {"default": {"BACKEND": backend, "OPTIONS": options}}
    return override_settings(EMAIL_BACKEND=backend, MAILERS=mailers, **former)


def no_server():
    """For ``with``: nobody answers where the mail server should be."""
    return mailed_by("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=9, timeout=2)
