"""JSON that somebody sends: read strictly, and not too deep."""

import json
from typing import Any

from django.utils.translation import gettext as _

MAX_DEPTH = 50  # of objects and lists in one another


def read_json(content: bytes) -> Any:
    """Return what UTF-8 text in JSON says. Raises ValueError with a sentence that says what is
    wrong: no JSON, a number that JSON lacks, or nested too deep."""
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError(_("This JSON is nested too deep.")) from None
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        words = _("This is no JSON, from line %(line)d, column %(column)d on.") % place
        raise ValueError(words) from None
    except UnicodeDecodeError:
        raise ValueError(_("This is not in UTF-8.")) from None
    except ValueError:
        raise ValueError(_("JSON has no such number.")) from None
    if _is_deep(document):
        raise ValueError(_("This JSON is nested too deep."))
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _is_deep(document: Any) -> bool:
    level = [document] if isinstance(document, dict | list) else []
    for _depth in range(MAX_DEPTH):
        inside = (each.values() if isinstance(each, dict) else each for each in level)
        level = [part for some in inside for part in some if isinstance(part, dict | list)]
        if not level:
            return False
    return True
