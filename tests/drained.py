"""The engine on Elasticsearch for tests that are rolled back: nothing is sent after them, so it is sent at once."""

from essaimage_wagtail.search import SearchUnavailable
from essaimage_wagtail.search.engines.elasticsearch import ElasticsearchEngine
from essaimage_wagtail.search.outbox.draining import drain


class DrainedEngine(ElasticsearchEngine):
    def upsert(self, documents):
        new = super().upsert(documents)
        self.drain()
        return new

    def delete(self, keys):
        gone = super().delete(keys)
        self.drain()
        return gone

    def drain(self):
        done = drain(self)
        if done.unavailable:
            raise SearchUnavailable(done.unavailable)
        assert not (done.postponed or done.set_aside), done
