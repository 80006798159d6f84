"""The works of BibTeX entries that are read without a problem."""

from annotations.sources.parse import parse_sources


def works(text):
    understood = parse_sources(text)
    assert understood.problems == ()
    return [found.work for found in understood.works]


def work(fields, kind="article"):
    [found] = works(f"@{kind}{{k,\n{fields}\n}}")
    return {field: value for field, value in found.items() if field not in ("id", "type")}
