"""The sentences that explain where a claim stands, with links to the annotations they mention."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.arguments.board.argument import Argument
from annotations.arguments.contributions import Contribution
from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.standing.highlights import EXPLANATION_LINKS, supporting_sources
from annotations.arguments.standing.standing import BaseStanding, Standing


def explain_standing(standing: Standing, argument: Argument) -> SafeString:
    """The explanation of `standing.base` as HTML; empty if there is nothing to explain, or if an
    annotation was removed in the meantime."""
    named = standing.why[: EXPLANATION_LINKS + 1]
    deciding = [argument.contributions[id] for id in named if id in argument.contributions]
    if not deciding or len(deciding) < len(named):  # one was removed in the meantime
        return SafeString("")
    more = len(standing.why) - len(named)
    match standing.base:
        case BaseStanding.CONTESTED:
            return _explain_contested(deciding, more, argument)
        case BaseStanding.ANSWERED:
            return _explain_answered(deciding, more, argument)
        case _:
            return _explain_unchallenged(deciding[0], argument)


def _explain_contested(deciding: list[Contribution], more: int, argument: Argument) -> SafeString:
    first, answers = deciding[0], deciding[1:]
    sources = supporting_sources(first.id, argument.replies, argument.stands)
    if sources:
        pattern = _("Stands against it: {text} {author}, backed by {sources}.")
    else:
        pattern = _("Stands against it: {text} {author}.")
    explanation = format_html(
        pattern,
        text=one_line_excerpt(first.text),
        author=_author_link(first, argument),
        sources=_comma_separated(_source_link(source, argument) for source in sources),
    )
    if not answers:
        return explanation
    met = _("What was said against it is met by {authors}.")
    return _two_sentences(explanation, met, _author_links(answers, more, argument))


def _explain_answered(deciding: list[Contribution], more: int, argument: Argument) -> SafeString:
    first, others = deciding[0], deciding[1:]
    target = argument.contributions.get(first.about or "")
    author, text = _author_link(first, argument), one_line_excerpt(first.text)
    if target:
        pattern = _("“{target}” is met by {author}: {text}")
        met = one_line_excerpt(target.text, 90)
        explanation = format_html(pattern, target=met, author=author, text=text)
    else:
        explanation = format_html(_("Met by {author}: {text}"), author=author, text=text)
    if not others:
        return explanation
    return _two_sentences(
        explanation, _("See also {authors}."), _author_links(others, more, argument)
    )


def _explain_unchallenged(source: Contribution, argument: Argument) -> SafeString:
    match source.relation:
        case "supports":
            pattern = _("Supported by {source}.")
        case "disputes":
            pattern = _("Disputed by {source}.")
        case _:
            pattern = _("Put in context by {source}.")
    return format_html(pattern, source=_source_link(source, argument))


def _two_sentences(first: SafeString, pattern: str, authors: SafeString) -> SafeString:
    """The first sentence, and a second one that names `authors`."""
    return format_html("{} {}", first, format_html(pattern, authors=authors))


def _author_links(listed: list[Contribution], more: int, argument: Argument) -> SafeString:
    """The authors in a list; `more` is how many further ones there are."""
    links = _comma_separated(_author_link(each, argument) for each in listed)
    if not more:
        return links
    pattern = ngettext("{authors} and {count} more", "{authors} and {count} more", more)
    return format_html(pattern, authors=links, count=more)


def _author_link(contribution: Contribution, argument: Argument) -> SafeString:
    """A link to an annotation, with its author and its place."""
    place = argument.location_of(contribution.paragraph).label.replace(" ", "\u00a0")
    author = argument.author_name(contribution)
    return format_html('<a href="{}">{}, {}</a>', _href(contribution), author, place)


def _source_link(source: Contribution, argument: Argument) -> SafeString:
    """A link to a source, with its citation."""
    return format_html('<a href="{}">{}</a>', _href(source), argument.cite(source) or _("a source"))


def _comma_separated(links: Iterable[SafeString]) -> SafeString:
    return format_html_join(", ", "{}", ((link,) for link in links))


def _href(contribution: Contribution) -> str:
    return f"/a/{contribution.id}/"
