"""What the plugin holds about a person: found, exported as plain data, erased.

A person is a contact, or several with one e-mail address. Pages, revisions and translations name contacts by number, so
that nearly all of it is in one row; what people typed into texts is searched for and told, never changed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.validators import validate_email
from django.db import models, router, transaction
from django.db.models import Q
from django.forms import ValidationError
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, ReferenceIndex

from ..forms.text import without_accents
from ..models import Contact
from .holders import holders
from .naming import contact_fields, forget_in_versions, rows_naming, sources_naming, versions_naming
from .places import Place, as_data, label_of, place_of, version_of
from .texts import mentions, our_models, pattern

UNKNOWN = (
    "Texts in which the person is written in another way: with a first name alone, by an initial, with a mistake.",
    "Images, documents and other uploaded files: their names and what is in them.",
    "Content of the site that is not the plugin's, comments of editors, and accounts of the admin.",
    "Backups, exports, logs of servers, e-mails, and copies that caches, search engines and other sites hold.",
)
"""What nothing here can find, for the person who asks."""


class Refused(Exception):
    """Why nothing is exported or erased, in words for the person who asked."""


@dataclass(slots=True)
class Person:
    """``asked``: what was typed; ``contacts``: their rows; ``accounts``: users of the site with the same e-mail."""

    asked: str
    contacts: list[Contact]
    accounts: list[Any]
    mentions: list[Place] = field(default_factory=list)
    others: dict[str, list[Any]] = field(default_factory=dict)
    """Rows of other apps about the person, by the names of their :class:`.holders.Holder`."""


@dataclass(slots=True)
class Erased:
    """What was erased, or would be: ``rows`` that do not name the contacts any more, and rows of a site's own models
    that were ``deleted`` with them, by model and field; numbers of all else."""

    contacts: int = 0
    others: Counter = field(default_factory=Counter)
    rows: Counter = field(default_factory=Counter)
    deleted: Counter = field(default_factory=Counter)
    revisions: int = 0
    translations: int = 0
    log: int = 0


def find(asked: str) -> Person:
    """The person with this e-mail address, this name, or the number of a contact (``12``).

    Raises :class:`Refused` when nothing is found, or when a name is that of several people.
    """
    asked = " ".join(asked.split())
    if not asked:
        raise Refused("Say who is meant: an e-mail address, a whole name, or the number of a contact.")
    number = re.fullmatch(r"#?(\d{1,18})", asked)
    if number:
        contacts = list(Contact.objects.filter(pk=int(number[1])))
        if not contacts:
            raise Refused(f"There is no contact with the number {number[1]}.")
    elif "@" in asked:
        _check_email(asked)
        contacts = list(Contact.objects.filter(email__iexact=asked).order_by("pk"))
    else:
        contacts = _called(asked)
    person = Person(asked, contacts, _accounts(asked, contacts))
    names = [asked, *(text for contact in contacts for text in (contact.name, contact.email))]
    phones = [contact.phone for contact in contacts]
    person.mentions = list(mentions(pattern(names[number is not None :], phones)))
    emails = [text for text in (asked, *(one.email for one in contacts)) if "@" in text]
    called = [text for text in (asked, *(one.name for one in contacts)) if text and "@" not in text and not number]
    for holder in holders():
        if rows := holder.find(emails, called):
            person.others[holder.name] = rows
    if not (person.contacts or person.accounts or person.mentions or person.others):
        raise Refused(
            f"Nothing is known of “{asked}”. E-mail addresses and names are compared whole, whatever the case and "
            f"the accents.{_close_to(asked)}"
        )
    return person


def export(person: Person) -> dict[str, Any]:
    """All that is held about a person, as values that JSON knows."""
    return {
        "asked": person.asked,
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "contacts": [_contact(contact) for contact in person.contacts],
        **{
            holder.name: [holder.export(row) for row in person.others[holder.name]]
            for holder in holders()
            if holder.name in person.others
        },
        "accounts": [_account(user) for user in person.accounts],
        "mentions_in_texts": [as_data(place) for place in person.mentions],
        "not_searched": list(UNKNOWN),
    }


def would_erase(person: Person) -> Erased:
    """What :func:`erase` would do now. Nothing is written. Raises :class:`Refused` if it would."""
    erased = Erased(contacts=len(person.contacts))
    erased.others.update({name: len(rows) for name, rows in person.others.items()})
    for one, rows in rows_naming(person.contacts):
        rule = getattr(one.remote_field, "on_delete", None)  # a many-to-many field has none
        if (number := rows.count()) and rule in (models.PROTECT, models.RESTRICT):
            numbers = ", ".join(str(pk) for pk in rows.values_list("pk", flat=True)[:10])
            raise Refused(
                f"{one.model._meta.label} has rows whose field {one.name!r} cannot be without this contact: {numbers}. "
                "Let them name somebody else first. Nothing was erased."
            )
        if number:
            counted = erased.deleted if rule is models.CASCADE else erased.rows
            counted[f"{one.model._meta.label}.{one.name}"] = number
    erased.revisions = sum(1 for _ in versions_naming(person.contacts))
    erased.translations = sum(1 for _ in sources_naming(person.contacts))
    erased.log = sum(1 for _ in _admin_entries([str(contact.pk) for contact in person.contacts]))
    return erased


def erase(person: Person) -> Erased:
    """Delete the contacts, and take them out of all that names them: pages and other rows in every language, all of
    their revisions, and what translations are made of. All of it, or nothing: raises :class:`Refused`."""
    if not person.contacts and not person.others:
        raise Refused(f"No contact is “{person.asked}”: there is nothing that this command could erase.")
    with transaction.atomic(using=router.db_for_write(Contact)):
        erased = would_erase(person)
        for holder in holders():
            holder.erase(person.others.get(holder.name, []))
        erased.revisions, erased.translations = forget_in_versions(person.contacts)
        numbers = [str(contact.pk) for contact in person.contacts]
        for contact in person.contacts:
            # That a contact was erased, and when; the log holds its number alone (see models/people.py).
            log(instance=contact, action="wagtail.delete")
            contact.delete()
        kind = ContentType.objects.get_for_model(Contact)
        ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=numbers).delete()
        _clean_logs(numbers)
    return erased


# Who is meant


def _check_email(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError as error:
        raise Refused(f"“{text}” is not an e-mail address. Write it whole, or the person's name.") from error


def _called(name: str) -> list[Contact]:
    """The contacts with this name. Several are one person if they have one e-mail address."""
    wanted = without_accents(name)
    known = Contact.objects.order_by("pk").values_list("pk", "name")
    found = [pk for pk, other in known.iterator() if without_accents(" ".join(other.split())) == wanted]
    contacts = list(Contact.objects.filter(pk__in=found).select_related("organisation").order_by("pk"))
    if len(contacts) > 1 and len({contact.email.lower() or contact.pk for contact in contacts}) > 1:
        lines = "\n".join(f"  #{one.pk} {_details(one)}" for one in contacts)
        raise Refused(
            f"Several contacts are called “{name}”, who may be different people:\n{lines}\n"
            f"Say which one by its number, for example {contacts[0].pk}, or by the e-mail address."
        )
    return contacts


def _details(contact: Contact) -> str:
    known = [contact.name, contact.role, str(contact.organisation or ""), contact.email, contact.phone]
    return ", ".join(filter(None, known))


def _close_to(asked: str) -> str:
    """A sentence with contacts that have all the words that were asked for."""
    words = without_accents(asked).split()
    close = []
    for contact in Contact.objects.select_related("organisation").order_by("name").iterator():
        if all(word in without_accents(f"{contact.name} {contact.email}") for word in words):
            close.append(f"#{contact.pk} {_details(contact)}")
    return "" if not close else "\nClose to it: " + "; ".join(close[:10]) + ("; …" if len(close) > 10 else "")


def _accounts(asked: str, contacts: list[Contact]) -> list[Any]:
    """Users of the site: by e-mail alone, since names are those of several people."""
    users = get_user_model()
    email = users.get_email_field_name()
    if not any(one.name == email for one in users._meta.get_fields()):
        return []
    wanted = {one.email for one in contacts if one.email} | ({asked} if "@" in asked else set())
    found = Q(pk__in=())
    for address in wanted:
        found |= Q(**{f"{email}__iexact": address})
    return list(users._base_manager.filter(found).order_by("pk"))


# What is held


def _contact(contact: Contact) -> dict[str, Any]:
    data = {name: getattr(contact, name) for name in ("name", "role", "email", "phone")}
    entries = ModelLogEntry.objects.filter(_logged([str(contact.pk)])).order_by("timestamp", "pk")
    return {
        "id": contact.pk,
        "uuid": str(contact.uuid),
        **data,
        "role_in_other_languages": contact.said_elsewhere("role"),
        "organisation": contact.organisation and contact.organisation.name,
        "agrees_to_be_published": contact.consent,
        "consent_given_on": contact.consent_date and contact.consent_date.isoformat(),
        "named_in": [as_data(place) for place in _places(contact)],
        "history": [{"when": entry.timestamp.isoformat(), "what": entry.action} for entry in entries],
    }


def _account(user: Any) -> dict[str, Any]:
    """What the plugin's tables say of a user; the site looks after the account itself."""
    places = []
    for model in our_models():
        for one in model._meta.local_fields:
            if one.related_model is get_user_model():
                places += [as_data(place_of(row, one.name)) for row in model._base_manager.filter(**{one.name: user})]
    return {"account": user.get_username(), "named_in": places}


def _places(contact: Contact) -> Iterator[Place]:
    for one, rows in rows_naming([contact]):
        for row in rows.iterator(chunk_size=200):
            yield place_of(row, one.name)
    for revision, names in versions_naming([contact]):
        for name in names:
            yield version_of(revision, name)
    for source, names in sources_naming([contact]):
        for name in names:
            yield Place(label_of(source.specific_content_type), source.object_repr, "", name, "translation")
    # Fields that name contacts in ways of their own: sections of a site's own page types.
    kind = ContentType.objects.get_for_model(Contact)
    declared = {one.name for one in contact_fields()}
    for reference in ReferenceIndex.objects.filter(to_content_type=kind, to_object_id=str(contact.pk)):
        if reference.model_path.partition(".")[0] not in declared:
            yield Place(label_of(reference.content_type), reference.object_id, "", reference.model_path, "live")


# What else keeps a contact


def _logged(numbers: list[str]) -> Q:
    return Q(content_type=ContentType.objects.get_for_model(Contact), object_id__in=numbers)


def _admin_entries(numbers: list[str]) -> Iterator[Any]:
    """The entries of the log of Django's admin, where a site has it: these keep names."""
    label = "admin.LogEntry"
    if apps.is_installed("django.contrib.admin"):
        yield from apps.get_model(label)._base_manager.filter(_logged(numbers))


def _clean_logs(numbers: list[str]) -> None:
    for entry in ModelLogEntry.objects.filter(_logged(numbers)):
        ModelLogEntry.objects.filter(pk=entry.pk).update(label=f"#{entry.object_id}")
    for entry in _admin_entries(numbers):
        entry.object_repr, entry.change_message = f"#{entry.object_id}", ""
        entry.save(update_fields=["object_repr", "change_message"])
