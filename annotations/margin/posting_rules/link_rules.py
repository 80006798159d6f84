"""A seminar's rules about links, where something is posted or edited: domains that it refuses."""

from django import forms

from annotations.margin import rules
from annotations.prose.links import covering, hosts_in, strings_in
from annotations.seminars.models import Seminar


def refused_links(seminar: Seminar, said: object) -> list[str]:
    """What is told about each link to a domain that the seminar refuses, a sentence each, once
    for each domain. `said` may be a text, or lists and mappings of texts."""
    if not seminar.refused_domains:
        return []
    hosts = hosts_in(*strings_in(said))
    found = dict.fromkeys(covering(host, seminar.refused_domains) for host in hosts)
    return [REFUSED.format(domain=domain) for domain in found if domain]


# Fields that repeat what the essay says.
OF_THE_ESSAY = ("exact", "prefix", "suffix")
REFUSED = "This seminar takes no links to {domain}. Please take the address out."


def check_links(form: forms.Form, seminar: Seminar) -> bool:
    """Tell beside each field of a bound form which refused domains it links to; returns whether
    there are none. What only its author will see may link anywhere until it is posted."""
    if form.cleaned_data.get("visibility") == rules.PRIVATE:
        return True
    told = {
        name: refused_links(seminar, form.cleaned_data.get(name))
        for name in form.fields
        if name not in OF_THE_ESSAY
    }
    for name, problems in told.items():
        for problem in problems:
            form.add_error(name, problem)
    return not any(told.values())
