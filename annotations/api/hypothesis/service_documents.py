"""What the client asks about the service: its addresses, its links, the group, the profile."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.templatetags.static import static
from django.urls import reverse

from annotations.api.hypothesis.door import Call
from annotations.seminars.choices import Moderation
from annotations.web_annotation.addresses import Addresses
from annotations.web_annotation.hypothesis_rows import account_name, group_id

# By the name of a route in the client: its method, its address below the API's, what it does.
ROUTES = {
    "annotation.create": ("POST", "annotations", "Create an annotation"),
    "annotation.delete": ("DELETE", "annotations/:id", "Withdraw an annotation"),
    "annotation.flag": ("PUT", "annotations/:id/flag", "Flag an annotation"),
    "annotation.hide": ("PUT", "annotations/:id/hide", "Hide an annotation, as a moderator"),
    "annotation.moderate": ("PATCH", "annotations/:id/moderation", "Decide about an annotation"),
    "annotation.read": ("GET", "annotations/:id", "Show an annotation"),
    "annotation.unhide": ("DELETE", "annotations/:id/hide", "Restore a hidden annotation"),
    "annotation.update": ("PATCH", "annotations/:id", "Change an annotation"),
    "group.read": ("GET", "groups/:id", "Show a group"),
    "groups.read": ("GET", "groups", "List the groups of this text"),
    "links": ("GET", "links", "Addresses of pages for people"),
    "profile.groups.read": ("GET", "profile/groups", "List one's own groups"),
    "profile.read": ("GET", "profile", "Show who calls"),
    "search": ("GET", "search", "Search the annotations"),
}


def api_address(call: Call) -> str:
    """Return the address of the API at a reading."""
    return call.addresses.hypothesis_page(call.opened.reading) + "api/"


def index_document(call: Call) -> dict[str, Any]:
    """Return the addresses of the API, nested as the client looks them up."""
    links: dict[str, Any] = {}
    for name, (method, path, description) in ROUTES.items():
        *groups, last = name.split(".")
        inside = links
        for group in groups:
            inside = inside.setdefault(group, {})
        inside[last] = {
            "method": method,
            "url": api_address(call) + path,
            "desc": description,
        }
    return {"links": links}


def links_document(call: Call) -> dict[str, str]:
    """Return pages for people, all of ours. There is none for live updates: the client then does
    without."""
    reading, site = call.opened.reading, call.addresses.site
    members = site + reverse("members", args=[reading.seminar.slug])
    search = site + reverse("search", args=[reading.seminar.slug, reading.slug])
    return {
        "account.settings": site + reverse("me"),
        "forgot-password": site + reverse("account_reset_password"),
        "groups.new": site + reverse("home"),
        "oauth.authorize": site + reverse("account_login"),
        "search.tag": f"{search}?q=:tag",
        "signup": site + reverse("account_signup"),
        "user": f"{members}#:user",
    }


def authority_of(call: Call) -> str:
    """Return the name under which the accounts of this site are known."""
    return str(urlsplit(call.addresses.site).hostname)


def group_document(call: Call) -> dict[str, Any]:
    """Return the group in which all annotations of the reading stand."""
    reading = call.opened.reading
    seminar, id = reading.seminar, group_id(reading)
    return {
        "id": id,
        "groupid": f"group:{id}@{authority_of(call)}",
        "name": seminar.name,
        # Never "open": the client then says that all may be reused by anyone for any purpose.
        "type": "private",
        "public": False,
        "pre_moderated": seminar.moderation == Moderation.BEFORE,
        "links": {"html": call.addresses.site + reverse("seminar", args=[seminar.slug])},
        "organization": {
            "id": "counterpoint",
            "default": True,
            "name": "Counterpoint",
            "logo": call.addresses.site + static("annotations/mark.svg"),
        },
        "scopes": {"enforced": False, "uri_patterns": [f"{call.addresses.page(reading)}*"]},
        "scoped": True,
    }


def profile_document(call: Call) -> dict[str, Any]:
    """Return who calls, by the name that they have in the seminar; nobody, if no member."""
    member, authority = call.opened.member, authority_of(call)
    profile: dict[str, Any] = {
        "userid": None,
        "authority": authority,
        "features": {},
        "preferences": {},
    }
    if member:
        shown = {"display_name": member.name}
        profile |= {"userid": account_name(member, call.addresses), "user_info": shown}
    return profile


def asset_root(addresses: Addresses) -> str:
    """Return the address below which the client finds its folder `build`."""
    return addresses.site + reverse("hypothesis_file", args=["x"]).removesuffix("build/x")


def sidebar_settings(call: Call, grant: str) -> dict[str, Any]:
    """Return the settings that the sidebar begins with. The grant is among them, and not among
    those of the page around it, which would put it into an address."""
    service = {
        "apiUrl": api_address(call),
        "authority": authority_of(call),
        "grantToken": grant,
        "allowLeavingGroups": False,
        "enableShareLinks": True,
        # Its help is of Hypothesis, with addresses there; ours is on the page.
        "enableHelpPanel": False,
    }
    return {
        "assetRoot": asset_root(call.addresses),
        "apiUrl": api_address(call),
        # Another than the service's: accounts are shown by display name then, without pages.
        "authDomain": "counterpoint.invalid",
        "oauthClientId": "",
        "rpcAllowedOrigins": [],
        "services": [service],
    }
