"""Django's door to the admin: every room's, and nothing else."""

from annotations.essays.admin import EssayAdmin
from annotations.moderation.admin import AnnotationAdmin
from annotations.people import admin as people
from annotations.seminars.admin import SeminarAdmin

__all__ = ["AnnotationAdmin", "EssayAdmin", "SeminarAdmin", "people"]
