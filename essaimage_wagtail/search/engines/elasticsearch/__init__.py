"""The engine on an Elasticsearch server, for sites that outgrow one machine."""

try:
    import elasticsearch.dsl  # noqa: F401
except ImportError as error:
    advice = "Its client is missing or too old: pip install 'essaimage-wagtail[elasticsearch]'"
    raise ImportError(advice) from error

from .engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine"]
