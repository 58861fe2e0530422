"""Small real servers that answer as they are told to, in the place of Elasticsearch."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

PRODUCT = {"X-Elastic-Product": "Elasticsearch"}
NOTHING = (200, "application/json", b"{}", PRODUCT)


def error(kind: str, status: int) -> tuple[int, str, bytes, dict[str, str]]:
    """An answer as Elasticsearch gives it."""
    body = {"error": {"type": kind, "reason": kind, "root_cause": []}, "status": status}
    return status, "application/json", json.dumps(body).encode(), PRODUCT


@contextmanager
def listening(*answers, certificate=None, asked=lambda: None) -> Iterator[SimpleNamespace]:
    """A server that gives these answers, ``(status, content type, body, headers)``, one after the other, and then the
    last one for ever; with a ``certificate`` (a file with its key) over HTTPS. It calls ``asked`` before each. Yields
    its ``url``, and the ``paths`` that it was asked for."""
    paths, remaining = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            paths.append(self.path)
            asked()
            status, content_type, body, headers = remaining.pop(0) if len(remaining) > 1 else remaining[0]
            self.send_response(status)
            for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *args: None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    scheme = "https" if certificate else "http"
    try:
        yield SimpleNamespace(url=f"{scheme}://127.0.0.1:{server.server_port}", paths=paths)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def silent() -> Iterator[str]:
    """The address of a server that lets everybody connect, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
