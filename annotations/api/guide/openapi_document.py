"""placeholder"""

from typing import Any


def openapi_document(site: str) -> dict[str, Any]:
    return {}
