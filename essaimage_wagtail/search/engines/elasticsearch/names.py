"""What the indexes of a site are called, and which there are."""

from collections.abc import Mapping
from dataclasses import dataclass

from .server import Server


@dataclass(frozen=True, slots=True)
class Names:
    """Two aliases, of the indexes that answer, and while a rebuild goes on two more, of those that it writes."""

    prefix: str
    suffix: str = ""

    @property
    def documents(self) -> str:
        return f"{self.prefix}-documents{self.suffix}"

    @property
    def words(self) -> str:
        return f"{self.prefix}-words{self.suffix}"

    @property
    def both(self) -> tuple[str, str]:
        return self.documents, self.words

    @property
    def next(self) -> "Names":
        """The names of the indexes that a rebuild writes."""
        return Names(self.prefix, "-next")


def indexes(server: Server, names: Names) -> Mapping[str, str]:
    """The indexes that a site's aliases stand for, by alias, of those that there are."""
    found = server.ask(lambda client: client.indices.get_alias(name=f"{names.prefix}-*")).body
    wanted = {*names.both, *names.next.both}
    return {alias: index for index, said in found.items() for alias in said["aliases"] if alias in wanted}
