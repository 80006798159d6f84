"""An account, and the forms that sign somebody in and up."""

import re
from typing import Any

from django.test import Client

from annotations.people.models import User

PASSWORD = "quite-a-long-one"

LOGIN, SIGNUP = "/accounts/login/", "/accounts/signup/"


def account(name: str) -> User:
    """An account without a password."""
    user = User(username=name, email=f"{name.lower()}@example.org")
    user.set_unusable_password()
    user.save()
    return user


def sign_in(client: Client, login: str = "ann", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(
        LOGIN, {"login": login, "password": password, **more.pop("also", {})}, **more
    )


def sign_up(client: Client, username: str, email: str = "new@example.org", **also: str) -> Any:
    fields = {"username": username, "email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(SIGNUP, {**fields, **also})


def errors_of(response: Any) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", response.content.decode())
