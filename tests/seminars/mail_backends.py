"""Fake mail servers that fail: one refuses an address and breaks off, one is unreachable."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend


class FailingBackend(EmailBackend):
    """Refuses Ann's address, and breaks the connection at Zoe's."""

    def send_messages(self, messages):
        (message,) = messages
        if message.to == ["ann@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"ann@example.org": (550, b"no such user")})
        if message.to == ["zoe@example.org"]:
            raise TimeoutError("timed out")
        return super().send_messages(messages)


class UnreachableBackend(EmailBackend):
    """Refuses every connection."""

    def open(self):
        raise ConnectionRefusedError("refused")
