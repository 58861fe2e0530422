"""The engine on Elasticsearch for tests that are rolled back: nothing is sent after them, so it is sent at once."""

from essaimage_wagtail.search import SearchUnavailable
from essaimage_wagtail.search.engines.elasticsearch import ElasticsearchEngine


class DrainedEngine(ElasticsearchEngine):
    """Raises ``SearchUnavailable`` where a site would try again later."""

    def upsert(self, documents):
        new = super().upsert(documents)
        self.send_what_waits()
        return new

    def delete(self, keys):
        gone = super().delete(keys)
        self.send_what_waits()
        return gone

    def send_what_waits(self):
        while rows := self.outbox.claim(200):
            for refusal in self.writer().send(rows).values():
                raise SearchUnavailable(refusal.reason)
            self.outbox.settle(rows)
