"""A seminar's rules about links in what is posted or edited: the domains that it refuses."""

from django import forms
from django.utils.translation import gettext as _

from annotations.margin import rules
from annotations.prose.links import covering, hosts_in, strings_in
from annotations.seminars.models import Seminar

# Fields that repeat what the essay says.
ESSAY_FIELDS = ("exact", "prefix", "suffix")


def refused_link_messages(seminar: Seminar, content: object) -> list[str]:
    """Return a sentence for each domain that the content links to and the seminar refuses.

    `content` is a text, or lists and mappings of texts. No query.
    """
    if not seminar.refused_domains:
        return []
    hosts = hosts_in(*strings_in(content))
    domains = dict.fromkeys(covering(host, seminar.refused_domains) for host in hosts)
    message = _("This seminar takes no links to %(domain)s. Please take the address out.")
    return [message % {"domain": domain} for domain in domains if domain]


def check_links(form: forms.Form, seminar: Seminar) -> bool:
    """Add an error to each field of a bound form that links to a refused domain.

    Returns True if there is none. What only its author will see may link anywhere until it is
    posted.
    """
    if form.cleaned_data.get("visibility") == rules.PRIVATE:
        return True
    messages = {
        name: refused_link_messages(seminar, form.cleaned_data.get(name))
        for name in form.fields
        if name not in ESSAY_FIELDS
    }
    for name, problems in messages.items():
        for problem in problems:
            form.add_error(name, problem)
    return not any(messages.values())
