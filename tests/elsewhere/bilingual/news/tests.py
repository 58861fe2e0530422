"""The tests that the site has of its own."""

from datetime import date

from django.test import TestCase
from members.models import User
from wagtail.documents import get_document_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Site
from wagtail_localize.operations import translate_object

from .models import File, NewsPage, Picture


class NewsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.home = Site.objects.get().root_page
        cls.picture = Picture.objects.create(title="Party", file=get_test_image_file(), credit="Ana")
        cls.news = cls.home.add_child(
            instance=NewsPage(
                title="Garden party",
                slug="garden-party",
                date=date(2026, 5, 1),
                picture=cls.picture,
                intro="Lanterns in the trees.",
                body=[("heading", "Programme"), ("text", "<p>Music and soup.</p>")],
            )
        )
        cls.french = Locale.objects.create(language_code="fr")
        cls.home.copy_for_translation(cls.french).save_revision().publish()

    def test_the_first_language_has_no_prefix(self):
        self.assertEqual(self.news.url, "/garden-party/")
        self.assertContains(self.client.get("/garden-party/"), "Music and soup.")
        self.assertContains(self.client.get("/garden-party/"), "Photo: Ana")

    def test_a_translation_is_published_at_its_own_address(self):
        with self.captureOnCommitCallbacks(execute=True):
            translate_object(self.news, [self.french])
        translated = self.news.get_translation(self.french)
        self.assertEqual(translated.url, "/fr/garden-party/")
        self.assertContains(self.client.get(translated.url), '<html lang="fr">')

    def test_news_is_searched_by_what_it_says(self):
        self.assertEqual(list(NewsPage.objects.search("soup")), [self.news])
        self.assertContains(self.client.get("/search/?query=lanterns"), "Garden party")

    def test_editors_log_in_by_their_address(self):
        User.objects.create_superuser("ana@example.org", "secret")
        self.assertTrue(self.client.login(email="ana@example.org", password="secret"))
        for path in (f"pages/{self.news.pk}/edit/", f"pages/add/news/newspage/{self.home.pk}/", "images/", "users/"):
            self.assertEqual(self.client.get(f"/admin/{path}").status_code, 200)

    def test_keys_are_those_that_the_site_chose(self):
        self.assertEqual(get_document_model(), File)
        self.assertEqual([model._meta.pk.get_internal_type() for model in (Picture, File)], ["AutoField"] * 2)
