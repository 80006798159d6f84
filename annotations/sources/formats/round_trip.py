"""The fields that a format has no place for, kept beside the record as CSL-JSON.

BibTeX keeps them in a field `csl`, which styles ignore; RIS in its first user-defined field.
"""

import json
from typing import Any

from annotations.sources.csl.items import CslItem, replace_unstorable, type_problem
from annotations.sources.formats.csl_json.normalisation import normalise_csl


def lost_fields(work: CslItem, read: CslItem | None) -> str:
    """Return the fields that the format would lose, as JSON; "" if it loses none.

    A field that the format adds is null. A key that is only made for the format does not count.

    Args:
        read: the work as it is read back from the format; None if it can't be.
    """
    if read is None:
        return ""
    before, after = dict(work), dict(read)
    if "id" not in before:
        after.pop("id", None)
    fields = [field for field in {**before, **after} if before.get(field) != after.get(field)]
    if not fields:
        return ""
    # Braces inside texts would open and close BibTeX's.
    written = json.dumps({field: before.get(field) for field in sorted(fields)})
    return _braces_escaped(written)


def restore_fields(work: dict[str, Any], written: str) -> dict[str, Any]:
    """Return the work with the fields that `lost_fields` wrote; ignores what is not CSL-JSON."""
    if not written:
        return work
    try:
        held = json.loads(written)
    except (ValueError, RecursionError):
        return work
    if not isinstance(held, dict):
        return work
    fields = normalise_csl(replace_unstorable(held))
    return work | {name: value for name, value in fields.items() if not type_problem({name: value})}


def _braces_escaped(written: str) -> str:
    out, in_text, at = [], False, 0
    while at < len(written):
        sign = written[at]
        if sign == "\\":
            out.append(written[at : at + 2])
            at += 2
            continue
        in_text ^= sign == '"'
        out.append(f"\\u{ord(sign):04x}" if in_text and sign in "{}" else sign)
        at += 1
    return "".join(out)
