"""Masking secrets in the log: tokens in addresses, query strings, e-mail addresses.

Masking happens when a record is made, so it holds for every logger and handler of the process:
our own, Django's, and the access log of whatever server runs us.
"""

import logging
import logging.config
import re
import traceback
from contextlib import suppress
from typing import Any

MASK = "***"
_PATTERNS = [
    # Everything after a question mark: searched words, where somebody was going, filters.
    (re.compile(r"(?<=[\w/.~%-])\?(?!\*\*\*(?:[\s\"']|$))\S+"), f"?{MASK}"),
    # Invitations, links that open a seminar or stop mails, and what is mailed to prove an address
    # is one's own.
    (
        re.compile(
            r"(/join/|/link/|/notices/stop/|/accounts/confirm-email/|/accounts/password/reset/key/)"
            r"[^\s/?\"']+"
        ),
        rf"\1{MASK}",
    ),
    # Tokens of programs (`api.tokens`).
    (re.compile(r"\bcpt_[\w-]{8,}"), MASK),
    # E-mail addresses. The bound on the local part keeps the search linear in long lines.
    (re.compile(r"[^\s@:/<>\"'(),;?=&\[\]]{1,64}(?:@|%40)[\w.%-]+"), MASK),
]


def masked(text: str) -> str:
    """Return the text with `***` for query strings, for tokens and keys in our addresses, and for
    e-mail addresses."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class MaskedRecord(logging.LogRecord):
    """A log record whose message, arguments and traceback are masked."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # The arguments stay apart from the message: uvicorn's formatter looks for them.
        if isinstance(self.args, tuple):
            self.args = tuple(_masked_argument(each) for each in self.args)
        elif isinstance(self.args, dict):
            self.args = {name: _masked_argument(each) for name, each in self.args.items()}
        # A message that does not fit its arguments is reported by the handler, as always.
        with suppress(TypeError, ValueError, KeyError):
            message = self.getMessage()
            if masked(message) != message:
                self.msg, self.args = masked(message), ()
        if self.exc_info and self.exc_info[0]:
            # Formatters print this text where it is set, instead of formatting `exc_info`.
            self.exc_text = masked("".join(traceback.format_exception(*self.exc_info)).rstrip())


def _masked_argument(value: object) -> object:
    """Return the masked text of a value; the value itself if nothing in it is masked, so that `%d`
    still gets a number."""
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    safe = masked(text)
    return value if safe == text else safe


def configure(config: dict[str, Any]) -> None:
    """Set logging up from `settings.LOGGING`, with masked records (`settings.LOGGING_CONFIG`)."""
    logging.setLogRecordFactory(MaskedRecord)
    logging.config.dictConfig(config)
