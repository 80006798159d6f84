"""Mail servers that don't do what one wishes, at the edge of the network."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend


class Choosy(EmailBackend):
    """Refuses the address of Ann, and breaks off at that of Zoe."""

    def send_messages(self, messages):
        (message,) = messages
        if message.to == ["ann@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"ann@example.org": (550, b"no such user")})
        if message.to == ["zoe@example.org"]:
            raise TimeoutError("timed out")
        return super().send_messages(messages)


class Down(EmailBackend):
    """Answers nobody."""

    def open(self):
        raise ConnectionRefusedError("refused")
