"""Some territories, and what is said of their changes (loaded as a pytest plugin by conftest)."""

import pytest

from essaimage_wagtail.models.territory import Territory, territory_changed


@pytest.fixture
def places(db):
    """Europe > France > (Bretagne, Hauts-de-France > Nord > Lille), Belgium."""
    europe = Territory.add_root(name="Europe", level="world_region", code="150")
    france = europe.add_child(name="France", level="country", code="FR")
    belgium = europe.add_child(name="Belgique", level="country", code="BE")
    bretagne = france.add_child(
        name="Bretagne", level="region", code="FR-BRE", names={"en": "Brittany", "ar": "بريتاني"}
    )
    hauts = france.add_child(name="Hauts-de-France", level="region", code="FR-HDF")
    nord = hauts.add_child(name="Nord", level="county", code="FR-59")
    lille = nord.add_child(name="Lille", level="city", code="FR-59350", insee_code="59350")
    return {
        territory.code: Territory.objects.get(pk=territory.pk)
        for territory in (europe, france, belgium, bretagne, hauts, nord, lille)
    }


@pytest.fixture
def changes():
    """What ``territory_changed`` has said: ``(action, codes)``."""
    heard = []

    def listen(sender, territories, action, **kwargs):
        assert sender is Territory
        heard.append((action, set(territories.values_list("code", flat=True))))

    territory_changed.connect(listen)
    yield heard
    territory_changed.disconnect(listen)


@pytest.fixture
def csv_file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "territories.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write
