"""What is kept to tell visitors apart."""

from django.db import models


class Salt(models.Model):
    """What the addresses of a day's visitors are hashed with: gone with the day, so that nobody can undo the hash."""

    day = models.DateField(unique=True)
    value = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.day)
