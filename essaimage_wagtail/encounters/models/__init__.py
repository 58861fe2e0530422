"""The page of an encounter, who comes, what they wish, whom they meet, and what comes of it."""

from .balance import Balance, Intention
from .encounter import EncounterPage
from .pitches import Pitch
from .programme import Meeting, Programme, Rest
from .registrations import Registration, Wish

__all__ = ["Balance", "EncounterPage", "Intention", "Meeting", "Pitch", "Programme", "Registration", "Rest", "Wish"]
