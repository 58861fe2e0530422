"""What changes waits to be sent to a server, in the pages' transaction; nothing is lost, doubled or out of order."""

import random
import string
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from essaimage_wagtail.search import SearchUnavailable, checksum, engines, get_engine
from essaimage_wagtail.search.outbox import entries
from essaimage_wagtail.search.outbox.draining import Drained, Refusal, Sender, drain
from essaimage_wagtail.search.outbox.entries import Backlog, Outbox
from essaimage_wagtail.search.outbox.payload import decoded, encoded
from essaimage_wagtail.search.tables import OutboxEntry

from .engine import doc, embedded

pytestmark = [pytest.mark.django_db, embedded]
NOBODY = "http://127.0.0.1:9"
"""Where no server is."""
REPORT = "essaimage_outbox_report"


class Index:
    """An index that keeps the higher version, as Elasticsearch does, and refuses what it is told to."""

    def __init__(self):
        self.outbox = Outbox("default")
        self.documents, self.versions, self.requests = {}, {}, []
        self.away, self.poisonous, self.broken, self.busy = False, set(), set(), set()

    def writer(self, seconds=0):
        return self

    def send(self, rows):
        self.requests.append([row.key for row in rows])
        if self.away:
            raise SearchUnavailable("it is away")
        refused = {}
        for row in rows:
            if row.key in self.broken:
                raise KeyError(row.key)
            if row.key in self.poisonous | self.busy:
                refused[row.key] = Refusal("no", is_final=row.key in self.poisonous)
            elif row.version >= self.versions.get(row.key, 0):
                self.versions[row.key] = row.version
                self.documents[row.key] = decoded(row.document).title if row.is_present else None
        return refused

    @property
    def titles(self):
        return {key: title for key, title in self.documents.items() if title is not None}


@pytest.fixture
def index():
    return Index()


@pytest.fixture
def outbox(index):
    return index.outbox


def states():
    return dict(OutboxEntry.objects.values_list("key", "state"))


def later(monkeypatch, seconds):
    moment = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(entries, "now", lambda: moment)


# Changing


def test_an_index_with_an_outbox_is_a_sender(index):
    assert isinstance(index, Sender)


def test_what_is_put_is_sent_once(index, outbox):
    assert outbox.put([doc("a", "Un"), doc("b", "Deux"), doc("b", "Trois")]) == {"a:fr", "b:fr"}
    assert outbox.backlog().waiting == 2
    assert drain(index) == Drained(sent=2)
    assert index.titles == {"a:fr": "Un", "b:fr": "Trois"}
    assert states() == {"a:fr": "sent", "b:fr": "sent"}
    assert not OutboxEntry.objects.exclude(document="").exists(), "texts are kept only while they wait"
    assert outbox.put([doc("a", "Un"), doc("b", "Quatre")]) == set()
    assert drain(index) == Drained(sent=1), "what is the same is not sent again"


def test_what_is_taken_out_is_deleted(index, outbox):
    outbox.put([doc("a"), doc("b")])
    drain(index)
    assert outbox.take_out(["a:fr", "never:fr"]) == {"a:fr"}
    assert outbox.take_out(["a:fr"]) == set()
    assert drain(index) == Drained(sent=2), "an index may have what no row tells of"
    assert set(index.titles) == {"b:fr"}
    assert outbox.take_out(["a:fr", "never:fr"]) == set()
    assert drain(index) == Drained()
    assert outbox.put([doc("a")]) == {"a:fr"}
    drain(index)
    assert set(index.titles) == {"a:fr", "b:fr"}


def test_a_document_that_comes_back_as_it_was_is_sent(index, outbox):
    for title in ("Un", "Deux", "Un"):
        outbox.put([doc("a", title)])
        drain(index)
        assert index.titles == {"a:fr": title}
    outbox.put([doc("a", "Deux")])
    outbox.put([doc("a", "Un")])
    drain(index)
    assert index.titles == {"a:fr": "Un"}


def test_what_is_undone_is_not_sent(index, outbox):
    outbox.put([doc("a", "Un")])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.put([doc("a", "Deux"), doc("b")])
        outbox.take_out(["a:fr"])
        raise ZeroDivisionError
    drain(index)
    assert index.titles == {"a:fr": "Un"}


def test_versions_rise_whatever_the_clock_says(index, outbox, monkeypatch):
    seen = []
    for clock in (10**18, 10**17, 10**18):
        monkeypatch.setattr(entries.time, "time_ns", lambda clock=clock: clock)
        outbox.put([doc("a", f"Titre {len(seen)}")])
        seen.append(OutboxEntry.objects.get().version)
        drain(index)
    assert seen == sorted(set(seen))
    assert index.titles == {"a:fr": "Titre 2"}


def test_the_number_of_queries_does_not_grow_with_what_is_changed(outbox, django_assert_num_queries):
    outbox.put(doc(f"{number}") for number in range(100))
    for documents in ([doc("1", "Autre")], [doc(f"{number}", "Autre") for number in range(2, 80)]):
        with transaction.atomic(), django_assert_num_queries(2):
            outbox.put(documents)


# Sending


def test_what_changes_while_it_is_sent_is_sent_again(index, outbox):
    outbox.put([doc("a", "Un")])
    claimed = outbox.claim(9)
    outbox.put([doc("a", "Deux")])
    newer = outbox.claim(9)
    index.send(newer)
    index.send(claimed)
    assert index.titles == {"a:fr": "Deux"}, "the older one comes late and is refused"
    outbox.settle(claimed)
    assert states() == {"a:fr": "waiting"}, "settled is what was sent, not what came after"
    outbox.settle(newer)
    assert states() == {"a:fr": "sent"}


def test_what_is_claimed_is_left_alone_until_its_drainer_may_have_died(index, outbox, monkeypatch):
    outbox.put([doc("a"), doc("b")])
    assert len(outbox.claim(1)) == 1
    assert len(outbox.claim(9)) == 1
    assert drain(index) == Drained()
    later(monkeypatch, entries.CLAIMED_FOR.total_seconds() + 1)
    assert drain(index) == Drained(sent=2)


def test_a_server_that_is_away_loses_nothing(index, outbox, monkeypatch):
    outbox.put(doc(f"{number:03}") for number in range(450))
    index.away = True
    done = drain(index)
    assert (done.sent, done.postponed, done.unavailable) == (0, 200, "it is away")
    assert len(index.requests) == 1, "who does not answer is not asked again at once"
    assert outbox.backlog().waiting == 450
    assert OutboxEntry.objects.filter(error="it is away", attempts=1).count() == 200
    index.away = False
    assert drain(index).sent == 250, "what was refused waits a while"
    later(monkeypatch, 6)
    assert drain(index).sent == 200
    assert len(index.titles) == 450
    assert not OutboxEntry.objects.exclude(error="").exists()


def test_pauses_grow_to_a_limit(index, outbox, monkeypatch):
    outbox.put([doc("a")])
    index.busy, pauses, moment = {"a:fr"}, [], timezone.now()
    for _ in range(10):
        monkeypatch.setattr(entries, "now", lambda moment=moment: moment)
        assert drain(index) == Drained(postponed=1)
        row = OutboxEntry.objects.get()
        pauses.append((row.due - moment).total_seconds())
        moment = row.due
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == max(pauses) == 300


def test_a_document_that_is_refused_blocks_no_other(index, outbox):
    outbox.put(doc(name) for name in "abc")
    index.poisonous = {"b:fr"}
    assert drain(index) == Drained(sent=2, set_aside=1)
    row = OutboxEntry.objects.get(key="b:fr")
    assert (row.state, row.error) == ("set aside", "no")
    assert drain(index) == Drained()
    assert outbox.backlog() == Backlog(waiting=0, set_aside=1, oldest=None)
    outbox.put([doc("b")])
    assert drain(index) == Drained(set_aside=1), "it is tried again when its page is saved"
    index.poisonous = set()
    assert outbox.try_again() == 1
    assert drain(index) == Drained(sent=1)


def test_a_document_that_cannot_even_be_read_blocks_no_other(index, outbox):
    outbox.put(doc(name) for name in "abc")
    OutboxEntry.objects.filter(key="a:fr").update(document="{")
    index.broken = {"b:fr"}
    assert drain(index) == Drained(sent=1, set_aside=2)
    assert set(index.titles) == {"c:fr"}
    assert "JSONDecodeError" in OutboxEntry.objects.get(key="a:fr").error
    assert "KeyError" in OutboxEntry.objects.get(key="b:fr").error


def test_time_is_limited(index, outbox):
    outbox.put(doc(f"{number}") for number in range(300))
    assert drain(index, seconds=0) == Drained()
    assert outbox.backlog().waiting == 300


def test_several_drainers_take_different_rows(index, outbox, elsewhere, transactional_db):
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("SQLite has one writer at a time")
    outbox.put(doc(f"{number}") for number in range(10))
    taken = []
    with transaction.atomic():
        mine = {row.key for row in outbox.claim(4)}
        elsewhere(lambda: taken.extend(row.key for row in outbox.claim(9)))
    assert len(mine) == 4
    assert len(taken) == 6
    assert not mine & set(taken)


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_changes_and_requests_ends_with_the_pages(index, outbox, seed, monkeypatch):
    """Three drainers, each of which may be killed between any two steps, on a server that is away now and then."""
    chance, wanted, underway = random.Random(seed), {}, []  # noqa: S311  (moments, no secrets)
    moment = timezone.now()
    for step in range(400):
        monkeypatch.setattr(entries, "now", lambda moment=moment: moment)
        index.away = step % 50 > 35
        name = chance.choice("abcdef")
        what = chance.randrange(7)
        if what == 0:
            wanted[f"{name}:fr"] = f"{step}"
            outbox.put([doc(name, f"{step}")])
        elif what == 1:
            wanted.pop(f"{name}:fr", None)
            outbox.take_out([f"{name}:fr"])
        elif what == 2 and len(underway) < 3:
            underway.append([outbox.claim(chance.randint(1, 4)), False])
        elif what == 3 and underway:
            claimed = chance.choice(underway)
            try:
                index.send(claimed[0])
                claimed[1] = True
            except SearchUnavailable as error:
                outbox.postpone(claimed[0], str(error))
        elif what == 4 and underway:
            claimed, is_sent = underway.pop(chance.randrange(len(underway)))
            if is_sent:
                outbox.settle(claimed)
        elif what == 5 and underway:
            underway.pop()  # killed
        else:
            moment += timedelta(seconds=chance.choice([1, 30, 200]))
    index.away = False
    monkeypatch.setattr(entries, "now", lambda: moment + timedelta(hours=1))
    drain(index)
    assert index.titles == wanted


# With an index that was compared with the pages


def test_rows_agree_with_an_index_that_was_rebuilt(outbox):
    outbox.put([doc("same"), doc("other"), doc("gone"), doc("waits")])
    drain(Index())
    former = outbox.versions()
    outbox.put([doc("waits", "Autre")])
    there = [doc("same"), doc("other", "Autre"), doc("new"), doc("waits")]
    held = {document.key: checksum(document) for document in there}
    outbox.agree(former, held)
    assert states()["waits:fr"] == "waiting"
    assert outbox.put([doc("same"), doc("other", "Autre"), doc("new")]) == set()
    assert outbox.backlog().waiting == 1, "what the index has is not sent"
    assert outbox.put([doc("gone"), doc("other")]) == {"gone:fr"}
    assert outbox.backlog().waiting == 3


def test_what_was_changed_after_the_index_was_read_stays(index, outbox):
    outbox.put([doc("a", "Un")])
    drain(index)
    former, held = outbox.versions(), {"a:fr": checksum(doc("a", "Un"))}
    outbox.put([doc("a", "Deux")])
    drain(index)
    outbox.agree(former, held | {"b:fr": "0" * 32})
    assert outbox.put([doc("a", "Deux")]) == set()
    assert outbox.backlog().waiting == 0


def test_rows_of_what_is_gone_are_dropped(index, outbox):
    outbox.put([doc("a"), doc("b")])
    outbox.take_out(["a:fr"])
    outbox.forget_deleted()
    assert set(states()) == {"a:fr", "b:fr"}, "it was not deleted on the server yet"
    drain(index)
    outbox.forget_deleted()
    assert set(states()) == {"b:fr"}


# Documents as text

anything = st.text(st.characters(exclude_categories=[]), max_size=20)
moments = st.datetimes(datetime(1900, 1, 1), datetime(2900, 1, 1), timezones=st.just(UTC))
numbers = st.one_of(st.integers(-(10**9), 10**9), st.floats(allow_nan=False, width=32), st.decimals(0, 9, places=2))
documents = st.builds(
    doc, st.text(string.ascii_letters, min_size=1), anything, anything, summary=anything, rest=anything,
    facets=st.dictionaries(anything, st.lists(anything, max_size=3), max_size=3),
    numbers=st.dictionaries(anything, numbers, max_size=2), dates=st.dictionaries(anything, moments, max_size=2),
    point=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)), valid_from=st.none() | moments,
    valid_until=st.none() | moments,
)  # fmt: skip


@given(documents)
def test_a_document_comes_back_as_it_was(document):
    again = decoded(encoded(document))
    assert again.facets == {name: list(values) for name, values in document.facets.items()}
    assert again.numbers == {name: float(number) for name, number in document.numbers.items()}
    for name in ("key", "title", "body", "point", "dates", "valid_from", "valid_until", "path", "audience"):
        assert getattr(again, name) == getattr(document, name)


def test_a_document_of_unusual_values_is_sent_with_its_checksum(index, outbox):
    naive = doc("a", dates={"date": datetime(2020, 1, 2)}, numbers={"price": Decimal("3.50")}, facets={"t": (1, "b")})
    unstorable = doc("b", "Ti\x00tre \ud800", "\x00")
    outbox.put([naive, unstorable])
    rows = {row.key: row for row in OutboxEntry.objects.all()}
    assert {key: row.checksum for key, row in rows.items()} == {"a:fr": checksum(naive), "b:fr": checksum(unstorable)}
    assert decoded(rows["b:fr"].document) == unstorable
    assert drain(index) == Drained(sent=2)


# A site whose server is away


@pytest.fixture
def away(settings, django_capture_on_commit_callbacks):
    """Settings of a site whose Elasticsearch does not answer."""
    engines._engine.cache_clear()
    settings.ESSAIMAGE = {
        "SEARCH_ENGINE": "essaimage_wagtail.search.engines.elasticsearch.ElasticsearchEngine",
        "ELASTICSEARCH": {"hosts": NOBODY},
    }
    yield SimpleNamespace(committed=lambda: django_capture_on_commit_callbacks(execute=True))
    engines._engine.cache_clear()


def test_publishing_goes_on_and_is_sent_later(away, make_sheet, index):
    with away.committed():
        sheet = make_sheet("Atelier")
    with away.committed():
        sheet.title = "Atelier vélo"
        sheet.save_revision().publish()
    sheet.refresh_from_db()
    assert (sheet.live, sheet.title) == (True, "Atelier vélo")
    row = OutboxEntry.objects.get(title="Atelier vélo")
    assert (row.state, row.is_present) == ("waiting", True)
    assert "Is it running" in row.error
    get_engine().outbox.try_again()
    drain(index)
    assert "Atelier vélo" in index.titles.values()
    with away.committed():
        sheet.delete()
    get_engine().outbox.try_again()
    drain(index)
    assert index.titles == {}


def test_the_command_tells_what_waits_and_why(away, make_sheet, capsys):
    make_sheet("Atelier")
    with pytest.raises(CommandError, match="Is it running.* Nothing is lost"):
        call_command("essaimage_index", "drain", verbosity=0)
    assert "0 sent, 0 set aside, " in capsys.readouterr().out


def test_the_command_needs_an_outbox(db):
    if not isinstance(get_engine(), Sender):
        with pytest.raises(CommandError, match="nothing waits"):
            call_command("essaimage_index", "drain")


def test_the_report_tells_what_waits_and_tries_again(away, make_sheet, editor, monkeypatch):
    with away.committed():
        make_sheet("Atelier <b>")
    page = editor.get(reverse(REPORT))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Atelier &lt;b&gt;" in text and "Is it running" in text
    assert reverse("essaimage_outbox_again") in text
    assert "Atelier" not in editor.get(reverse(REPORT), {"state": "set aside"}).content.decode()
    attempts = OutboxEntry.objects.get(title="Atelier <b>").attempts
    assert attempts
    with away.committed():
        answer = editor.post(reverse("essaimage_outbox_again"))
    assert answer.url == reverse(REPORT)
    assert OutboxEntry.objects.get(title="Atelier <b>").attempts == 1
    exported = editor.get(reverse(REPORT), {"export": "csv"})
    assert "Atelier <b>" in b"".join(exported.streaming_content).decode()


def test_the_report_is_for_those_who_were_given_it(away, make_sheet, site, client, django_user_model):
    group = Group.objects.create(name="Operators")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    person = django_user_model.objects.create_user("operator", password="x")
    person.groups.add(group)
    client.force_login(person)
    menu = reverse("wagtailadmin_home")
    assert client.get(reverse(REPORT)).status_code == 302
    assert client.post(reverse("essaimage_outbox_again")).status_code == 302
    group.permissions.add(Permission.objects.get(codename="change_outboxentry"))
    assert client.get(reverse(REPORT)).status_code == 200
    assert client.get(reverse("essaimage_outbox_again")).status_code == 405
    assert reverse(REPORT) in client.get(menu).content.decode()


def test_a_site_whose_engine_writes_with_the_pages_has_no_such_report(site, editor):
    if not isinstance(get_engine(), Sender):
        assert reverse(REPORT) not in editor.get(reverse("wagtailadmin_home")).content.decode()


def test_the_report_asks_the_same_for_few_and_for_many(away, site, editor, django_assert_max_num_queries):
    outbox = get_engine().outbox
    outbox.put(doc(f"{number}", f"Titre {number}") for number in range(60))
    editor.get(reverse(REPORT))
    with django_assert_max_num_queries(17):
        assert len(editor.get(reverse(REPORT)).context["object_list"]) == 50
