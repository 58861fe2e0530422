"""The account of somebody whose request is accepted: of the site's own user model, whatever its fields are."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from wagtail.admin.localization import get_available_admin_languages
from wagtail.users.models import UserProfile

from ...models import Territory
from ..models import AccountRequest
from .addresses import has_allauth
from .options import options


class Refused(Exception):
    """Why a request is not decided, in words for the moderator."""


NAMES = ("first_name", "name", "full_name", "display_name")
"""Fields of user models that are filled with the name of a request; it is one text, and has no parts."""


def accounts_of(email: str) -> Any:
    """The accounts that have an address, written in any case, or that sign in by it."""
    model = get_user_model()
    known = Q(**{f"{model.get_email_field_name()}__iexact": email}) | Q(**{f"{model.USERNAME_FIELD}__iexact": email})
    return model._default_manager.filter(known)


def unknown_fields() -> list[str]:
    """The required fields of the user model that no request fills."""
    model = get_user_model()
    filled = {model.USERNAME_FIELD, model.get_email_field_name(), *NAMES}
    return [name for name in model.REQUIRED_FIELDS if name not in filled]


def made(asked: AccountRequest) -> Any:
    """A new account with an unusable password, in the groups that :func:`groups_for` finds. Raises :class:`Refused`."""
    try:
        with transaction.atomic():
            if accounts_of(asked.email).exists():
                raise Refused(_("There is an account with this e-mail address by now."))
            user = import_string(options().maker)(asked) if options().maker else _user(asked)
    except ValidationError as error:
        why = {"why": " ".join(error.messages)}
        raise Refused(_("The account cannot be made: %(why)s") % why) from error
    except IntegrityError:
        raise Refused(_("There is an account with this e-mail address by now.")) from None
    user.groups.add(*groups_for(asked))
    _remember_language(user, asked.language)
    if has_allauth():
        addresses = apps.get_app_config("account").get_model("EmailAddress")._default_manager
        addresses.get_or_create(user=user, email=asked.email, defaults={"verified": True, "primary": True})
    return user


def _user(asked: AccountRequest) -> Any:
    model = get_user_model()
    user = model(**{model.USERNAME_FIELD: asked.email, model.get_email_field_name(): asked.email})
    for name in NAMES:
        if isinstance(field := _field(model, name), models.CharField):
            setattr(user, name, asked.name[: field.max_length])
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    return user


def _field(model: Any, name: str) -> Any:
    return next((field for field in model._meta.fields if field.name == name), None)


def longest_email() -> int:
    """How many characters an e-mail address may have so that a new account can keep it and sign in by it."""
    model = get_user_model()
    fields = (_field(model, model.USERNAME_FIELD), _field(model, model.get_email_field_name()))
    return min(254, *(getattr(field, "max_length", None) or 254 for field in fields))


def groups_for(asked: AccountRequest) -> list[Group]:
    """The groups that the settings name, for everybody and for the territory; a name that no group has is left out."""
    chosen = options()
    names = list(chosen.groups)
    if asked.territory_id and chosen.groups_by_territory:
        chain = Territory.objects.with_ancestors([asked.territory_id]).get(asked.territory_id, [])
        names += [name for place in chain for name in chosen.groups_by_territory.get(place.code or "", [])]
    return list(Group.objects.filter(name__in=names)) if names else []


def _remember_language(user: Any, code: str) -> None:
    """Show the admin in the language in which somebody has asked, if the admin has it."""
    if code in dict(get_available_admin_languages()):
        profile = UserProfile.get_for_user(user)
        profile.preferred_language = code
        profile.save()
