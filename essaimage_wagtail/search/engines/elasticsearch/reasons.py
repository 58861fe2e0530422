"""Why a server did not do what it was asked for, in words, and what to do about it."""

import ssl
from typing import Any

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import __version__ as client_version
from urllib3.exceptions import NameResolutionError
from urllib3.util.ssl_match_hostname import CertificateError

Body = dict[str, Any]
OUTDATED = "strict_dynamic_mapping_exception"
ADVICE = {
    401: "It refuses the credentials. Set api_key, or username and password, of ELASTICSEARCH.",
    403: "These credentials may not do that: they need “monitor” on the cluster, and “all” on the "
    "indexes that begin with the site's index_prefix.",
    404: "An index of the site is missing. Make it with: manage.py essaimage_index rebuild",
    429: "It has too much to do. Try again later, or give it more memory.",
}
"""By status."""
CERTIFICATES = "Renew it, or name its authority as ca_certs, or itself as ssl_assert_fingerprint, of ELASTICSEARCH."
CLIENT = client_version[0]
"""The client's version: 8 or 9."""


def is_malformed(item: Body) -> bool:
    """Whether a document was refused for what is in it, not for an index that lacks a field."""
    return item["status"] == 400 and item["error"].get("type") != OUTDATED


def reason_of(item: Body) -> str:
    """Why an action was refused, and what to do about it."""
    reason = cause_of(item["error"])
    return f"{reason}. {advice_on(item['status'], reason)}".strip()


def failure_of(error: TransportError) -> tuple[str, str]:
    """Why there is no answer, and what to do about it, as far as the error tells."""
    causes = [cause for cause in (error.__cause__, *error.errors) if cause is not None]
    causes += [argument for cause in causes for argument in cause.args if isinstance(argument, Exception)]
    if isinstance(error, ConnectionTimeout):
        return "no answer in time", "Is it running, and has it too much to do?"
    if isinstance(error, TlsError):
        refused = [cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)]
        if refused:
            return f"its certificate is refused ({refused[0].verify_message})", CERTIFICATES
        if any(isinstance(cause, CertificateError) for cause in causes):
            return "its certificate is that of another name", CERTIFICATES
        if any("ingerprint" in str(cause) for cause in causes):
            return "its certificate is not the one of ssl_assert_fingerprint", CERTIFICATES
        return "no encrypted connection", "Does it speak HTTPS at the hosts of ELASTICSEARCH?"
    if any(isinstance(cause, NameResolutionError) for cause in causes):
        return "its name is not known", ""
    if not isinstance(error, NoConnection):
        return "what answers is not Elasticsearch", "Correct the hosts of ELASTICSEARCH, or what stands in between."
    return "no connection", ""


def cause_of(error: Any) -> str:
    """Why a server refused something: the reason of the first shard that did."""
    if not isinstance(error, dict):
        return "no reason"
    if error.get("type") == "security_exception":
        return "security_exception"  # who was refused is in its reason
    causes = error.get("root_cause")
    cause = causes[0] if isinstance(causes, list) and causes and isinstance(causes[0], dict) else error
    return f"{cause.get('type')}: {cause.get('reason')}"


def advice_on(status: int | None, reason: str) -> str:
    """What to do about an answer with a status, or about none."""
    if status is None:
        return "Is it running, and reached at the hosts of ELASTICSEARCH?"
    if OUTDATED in reason:
        return "Its index was made by another version of essaimage. Make it anew: manage.py essaimage_index rebuild"
    if "read-only-allow-delete" in reason:
        return "Its disk is full: make room, or add a node. It then lets the index be written again."
    if "blocked by" in reason:
        return "Somebody has closed the index. manage.py essaimage_index status tells by what."
    if "media_type" in reason:
        return f"It is older than the client: pip install 'elasticsearch<{CLIENT}'"
    return ADVICE.get(status, "")
