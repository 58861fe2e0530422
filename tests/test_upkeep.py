"""What pages lack is noted on publication; links to other sites are asked, and never a machine of one's own network."""

import re
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.blocks import StreamBlock

from essaimage_wagtail.models import LinkPlace, OutsideLink, PageFaults
from essaimage_wagtail.pages.models import CommonPage, SheetPage
from essaimage_wagtail.upkeep.addresses import asked_form, is_private_name, is_public
from essaimage_wagtail.upkeep.asking import Answer, ask
from essaimage_wagtail.upkeep.checking import UNTIL_BROKEN, check_due, due, keep
from essaimage_wagtail.upkeep.finding import Found, faults_of, look_into

from .demo import free_port
from .foreign_blocks import FILLED
from .site import image


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://example.org/a b?q=é#part", "https://example.org/a%20b?q=%C3%A9"),
        ("  HTTP://Example.org  ", "http://example.org"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/%E9", "https://example.org/%E9"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("ftp://example.org/", ""),
        ("mailto:a@example.org", ""),
        ("javascript:alert(1)", ""),
        ("https://user:password@example.org/", ""),
        ("http://example.org:22/", ""),
        ("http://example.org:99999/", ""),
        ("http://[::1", ""),
        ("https://" + "a" * 70 + ".org/", ""),
        ("https://example.org/" + "a" * 2000, ""),
        ("", ""),
        (None, ""),
    ],
)
def test_how_an_address_is_asked(address, asked):
    assert asked_form(address) == asked


PRIVATE = """
    127.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255
    ::1 :: fe80::1 fe80::1%eth0 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1
    2002:7f00:1:: 2001:0:7f00:1::1 2001:db8::1 name
"""


@pytest.mark.parametrize("number", re.split(r"\s+", PRIVATE.strip()))
def test_machines_that_are_never_asked(number):
    assert not is_public(number)


@pytest.mark.parametrize("number", ["93.184.215.14", "2a00:1450:4007:80c::200e", "64:ff9b::5db8:d70e"])
def test_machines_that_everybody_can_reach(number):
    assert is_public(number)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        path = self.path.partition("?")[0].strip("/")
        if path == "slow":
            for letter in b"HTTP/1.1 200 OK\r\nServer: slow and steady\r\n\r\n":
                time.sleep(0.1)
                self.wfile.write(bytes([letter]))
        elif path == "no-head":
            self._say(200 if self.command == "GET" else 405)
        elif path.startswith("to-"):
            self._say(302, Location=self.path.partition("to-")[2])
        elif path == "loop":
            self._say(301, Location="/loop")
        elif path == "nothing":
            self.wfile.write(b"not HTTP at all\r\n")
        elif path == "later":
            self._say(429, **{"Retry-After": "172800"})
        else:
            self._say(int(path))

    do_GET = do_HEAD

    def _say(self, status, **headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def other_site():
    """A web site on this machine, which a check asks only when it is told to."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.daemon_threads = [], True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", asked=server.asked)
    server.shutdown()
    server.server_close()


def everyone(number):
    return True


@pytest.mark.parametrize(
    ("path", "state", "reason", "status"),
    [
        ("/200", "fine", "", 200),
        ("/no-head", "fine", "", 200),
        ("/to-/200", "fine", "", 200),
        ("/404", "broken", "gone", 404),
        ("/410", "broken", "gone", 410),
        ("/403", "unsure", "refused", 403),
        ("/999", "unsure", "refused", 999),
        ("/503", "unsure", "failing", 503),
        ("/loop", "unsure", "loop", None),
        ("/slow", "unsure", "no_answer", None),
        ("/nothing", "unsure", "no_answer", None),
        ("/to-file:///etc/passwd", "unsure", "no_answer", None),
        ("/to-http://user@example.org/", "unsure", "no_answer", None),
    ],
)
def test_what_a_site_answers(other_site, path, state, reason, status):
    answer = ask(other_site.url + path, seconds=1, is_allowed=everyone)
    assert (answer.state, answer.reason, answer.status) == (state, reason, status)


def test_a_site_is_left_alone_for_as_long_as_it_wishes(other_site):
    assert ask(f"{other_site.url}/later", is_allowed=everyone).wait == 172800


def test_no_machine_of_ones_own_network_is_asked(other_site):
    other_site.asked.clear()
    port = other_site.url.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        assert ask(f"http://{host}:{port}/200").reason == "private", host
    assert other_site.asked == []


def test_a_public_site_does_not_lead_inside(other_site):
    """The first number is allowed, as that of a public site is; the one that it leads to is not."""
    numbers = iter([True, False])
    other_site.asked.clear()
    answer = ask(f"{other_site.url}/to-/200", is_allowed=lambda number: next(numbers))
    assert (answer.state, answer.reason) == ("broken", "private")
    assert len(other_site.asked) == 1


@pytest.mark.parametrize("host", ["localhost", "intranet", "10.0.0.1", "::1", "2130706433", "0x7f.1", "nas.local"])
def test_names_of_private_networks(host):
    assert is_private_name(host)
    assert not is_private_name("example.org")


def test_names_that_nobody_has_and_ports_where_nobody_listens():
    assert ask("http://nobody.invalid/", seconds=2).reason == "no_site"
    assert ask("http://127.0.0.1:1/", seconds=2, is_allowed=everyone).reason == "no_answer"


def figure(**fields):
    return ("results", {"indicators": [{"name": "Ateliers", "value": 3, **fields}]})


@pytest.fixture
def flawed(make_sheet):
    picture = image()
    body = [
        figure(),
        figure(source_url="https://www.example.org/report"),
        ("picture", {"image": picture, "alt": ""}),
        ("gallery", {"pictures": [{"image": picture, "alt": "Une place"}, {"image": picture, "alt": " "}]}),
        ("text", {"text": '<p><a href="https://fr.wikipedia.org/wiki/Café#Histoire">Café</a></p>'}),
    ]
    sources = [("source", {"title": "Livre", "url": "https://example.net/livre"})]
    return make_sheet("Jardin", cover=picture, body=body, sources=sources)


def test_what_a_sheet_lacks(flawed):
    sheet = SheetPage.objects.get(pk=flawed.pk)
    found = faults_of(sheet)
    blocks = list(sheet.body)
    assert found.figures == [f"body.{blocks[0].id}"]
    second = blocks[3].value["pictures"].bound_blocks[1]
    assert found.pictures == ["cover_alt", f"body.{blocks[2].id}", f"body.{blocks[3].id}.pictures.{second.id}"]
    assert set(found.links) == {
        "https://www.example.org/report",
        "https://fr.wikipedia.org/wiki/Caf%C3%A9",
        "https://example.net/livre",
    }
    assert found.links["https://example.net/livre"] == f"sources.{sheet.sources[0].id}.url"


def test_it_is_noted_on_publication_and_forgotten_with_the_page(flawed, make_common):
    faults = PageFaults.objects.get(page_pk=flawed.pk)
    assert (faults.figures, faults.pictures, faults.links.count()) == (1, 3, 3)
    flawed.body, flawed.cover_alt = [], "Une place"
    flawed.save_revision()
    assert PageFaults.objects.get().pictures == 3, "a draft has no readers"
    flawed.save_revision().publish()
    faults.refresh_from_db()
    assert (faults.figures, faults.pictures, faults.links.count()) == (0, 0, 1)
    make_common("Charte", link="https://example.net/livre")
    assert OutsideLink.objects.get(address="https://example.net/livre").places.count() == 2
    flawed.unpublish()
    CommonPage.objects.get().delete()
    assert not PageFaults.objects.exists()
    call_command("essaimage_upkeep", "--no-links", verbosity=0)
    assert not OutsideLink.objects.exists()


def test_the_command_looks_at_what_an_import_has_written(flawed, capsys):
    PageFaults.objects.all().delete()
    call_command("essaimage_upkeep", "--no-links", verbosity=0)
    assert PageFaults.objects.get(page_pk=flawed.pk).figures == 1
    call_command("essaimage_upkeep", "--no-links", verbosity=0)
    assert capsys.readouterr().out.splitlines()[-1] == "0 pages looked at."


@pytest.mark.django_db
def test_only_what_stays_away_for_three_checks_leads_nowhere():
    link = OutsideLink.objects.create(address="https://example.org/")
    for turn in range(1, UNTIL_BROKEN + 1):
        keep(link, Answer("unsure", "no_answer"))
        assert (link.state == "broken") == (turn == UNTIL_BROKEN)
        assert link.due - timezone.now() > timedelta(hours=23)
    keep(link, Answer("fine", status=200))
    assert (link.state, link.failures, link.reason) == ("fine", 0, "")
    for _turn in range(UNTIL_BROKEN + 1):
        keep(link, Answer("unsure", "refused", 403))
    assert link.state == "unsure"


def test_links_are_asked_politely_and_each_result_is_kept(make_sheet, other_site):
    paths = ("200", "404", "403?a", "later")
    sources = [("source", {"title": path, "url": f"{other_site.url}/{path}"}) for path in paths]
    sources.append(("source", {"title": "Nobody listens", "url": f"http://127.0.0.1:{free_port()}/a"}))
    sources.append(("source", {"title": "The same site", "url": "http://localhost/fr/"}))
    make_sheet("Jardin", sources=sources)
    other_site.asked.clear()
    started = []

    def by_a_site(address, agent):
        started.append(time.monotonic())
        return ask(address, agent=agent, seconds=2, is_allowed=everyone)

    done = check_due(pause=0.2, asked_by=by_a_site)
    assert done == {"fine": 1, "broken": 1, "unsure": 3}
    # The same machine is asked one thing after the other.
    assert all(later - earlier >= 0.19 for earlier, later in zip(started[:4], started[1:4], strict=False))
    assert "link check (+http" in other_site.asked[0][2]
    assert not due().exists()
    gone = OutsideLink.objects.get(state="broken")
    assert (gone.reason, gone.status) == ("gone", 404) and gone.checked_at is not None
    assert OutsideLink.objects.get(address__endswith="later").due - timezone.now() > timedelta(hours=47)


def test_nothing_is_said_of_sites_when_this_machine_has_no_way_to_the_web(make_sheet, capsys):
    sources = [("source", {"title": "x", "url": f"http://{name}.invalid/"}) for name in "abcd"]
    make_sheet("Jardin", sources=sources)
    call_command("essaimage_upkeep", verbosity=0)
    assert "is this machine connected" in capsys.readouterr().err
    assert not OutsideLink.objects.exclude(state="waiting").exists()
    OutsideLink.objects.exclude(address__contains="a.invalid").delete()
    OutsideLink.objects.update(due=timezone.now())
    assert check_due(pause=0) == {"unsure": 1}, "one alone is away"


def test_a_check_that_is_ended_goes_on_with_the_others(make_sheet, other_site):
    sources = [("source", {"title": "x", "url": f"{other_site.url}/200?{number}"}) for number in range(3)]
    make_sheet("Jardin", sources=sources)
    asked = {"pause": 0, "asked_by": lambda address, agent: ask(address, is_allowed=everyone)}
    assert check_due(limit=1, **asked).total() == 1
    assert check_due(**asked).total() == 2
    assert LinkPlace.objects.filter(link__state="fine").count() == 3


@pytest.mark.django_db
def test_blocks_that_know_nothing_of_the_plugin_are_looked_into():
    found = Found()
    for name, (block, value) in FILLED.items():
        stream = StreamBlock([(name, block)]).to_python([{"type": name, "value": value, "id": name}])
        look_into(stream[0].block, stream[0].value, name, found)
    assert found.links == {"https://example.org": "url"}
