"""How this site's own sheets are found, and its own analyzer."""

from dataclasses import replace

from essaimage_wagtail.search.analysis.analyzer import Analyzer
from essaimage_wagtail.search.indexing.page_documents import SheetDocument


class InitiativeDocument(SheetDocument):
    """The motto is found as the pitch is."""

    def document(self, page, batch):
        document = super().document(page, batch)
        return replace(document, summary="\n".join(filter(None, [document.summary, page.motto])))


class FirstLetters(Analyzer):
    """Takes words that begin alike for one."""

    version = "1"

    def stem(self, word):
        return word[:4]
