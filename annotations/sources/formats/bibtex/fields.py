"""The CSL types and fields that BibTeX entry types and fields correspond to.

The names are BibTeX's and biblatex's ("The biblatex Package", sections 2.1 and 2.2). Where several
fields mean one, the reader takes the first that is present.
"""

TYPES_READ = {
    "article": "article-journal", "suppperiodical": "article-journal", "book": "book",
    "mvbook": "book", "collection": "book", "mvcollection": "book", "proceedings": "book",
    "mvproceedings": "book", "reference": "book", "mvreference": "book", "manual": "book",
    "booklet": "pamphlet", "inbook": "chapter", "incollection": "chapter",
    "bookinbook": "chapter", "suppbook": "chapter", "suppcollection": "chapter",
    "inreference": "entry-encyclopedia", "inproceedings": "paper-conference",
    "conference": "paper-conference", "paper": "paper-conference", "thesis": "thesis",
    "phdthesis": "thesis", "mastersthesis": "thesis", "bachelorsthesis": "thesis",
    "report": "report", "techreport": "report", "unpublished": "manuscript",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "webpage": "webpage",
    "web_page": "webpage",
    "patent": "patent", "dataset": "dataset", "software": "software",
    "softwareversion": "software", "softwaremodule": "software", "codefragment": "software",
    "periodical": "periodical", "artwork": "graphic", "image": "figure", "audio": "song",
    "music": "song", "movie": "motion_picture", "video": "motion_picture",
    "legislation": "legislation", "jurisdiction": "legal_case", "legal": "legislation",
    "letter": "personal_communication", "performance": "performance", "standard": "standard",
    "review": "review", "preprint": "article", "misc": "document",
}  # fmt: skip

TYPES_WRITTEN = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "review": "article", "review-book": "article", "book": "book", "pamphlet": "booklet",
    "chapter": "incollection", "entry-encyclopedia": "inreference",
    "entry-dictionary": "inreference", "entry": "inreference",
    "paper-conference": "inproceedings", "thesis": "thesis", "report": "report",
    "manuscript": "unpublished", "webpage": "online", "post-weblog": "online",
    "post": "online", "patent": "patent", "dataset": "dataset", "software": "software",
    "periodical": "periodical", "graphic": "artwork", "figure": "image", "song": "audio",
    "motion_picture": "video", "legislation": "legislation", "legal_case": "jurisdiction",
    "personal_communication": "letter", "performance": "performance", "standard": "standard",
}  # fmt: skip

GENRES = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "bachelorsthesis": "Bachelor’s thesis",
}
"""The genre of a thesis, by classical entry types."""

GENRES_KEYED = {"phdthesis": "PhD thesis", "mathesis": "Master’s thesis",
                "bathesis": "Bachelor’s thesis", "techreport": "Technical report",
                "resreport": "Research report", "datacd": "Data CD",
                "candthesis": "Candidate thesis"}  # fmt: skip
"""biblatex's localisation keys in the field `type`."""

NAMES = {
    "author": "author", "editor": "editor", "translator": "translator",
    "bookauthor": "container-author", "director": "director", "holder": "author",
}  # fmt: skip

EDITOR_ROLES = frozenset({"director", "compiler", "organizer", "illustrator", "translator"})
"""The roles other than editor that the field `editortype` may name."""

TEXTS = {
    "title": ("title", "titleaddon"),
    "title-short": ("shorttitle",),
    "container-title": ("journaltitle", "fjournal", "journal", "booktitle", "maintitle"),
    "container-title-short": ("shortjournal", "journal-iso", "journal-abbreviation"),
    "collection-title": ("series",),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("address", "location", "city"),
    "genre": ("type",),
    "medium": ("howpublished",),
    "version": ("version",),
    "edition": ("edition",),
    "volume": ("volume",),
    "number-of-volumes": ("volumes",),
    "part-number": ("part",),
    "chapter-number": ("chapter",),
    "number-of-pages": ("pagetotal", "numpages"),
    "language": ("language", "langid"),
    "keyword": ("keywords",),
    "abstract": ("abstract",),
    "annote": ("annote", "annotation"),
    "note": ("note",),
    "volume-title": ("issuetitle",),
    "original-title": ("origtitle",),
    "original-publisher": ("origpublisher",),
    "original-publisher-place": ("origlocation",),
    "call-number": ("lccn", "library"),
    "shortTitle": ("shorthand",),
}

NOTES = ("note", "addendum", "titleaddon")
"""The fields that become the note, in their order."""

CONTAINERS_OF_PARTS = ("booktitle", "maintitle", "journaltitle", "journal")
"""A paper in proceedings may also name the journal in which they were published."""

VERBATIM = {
    "DOI": ("doi",),
    "URL": ("url", "ee", "uri", "link", "bdsk-url-1"),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "PMID": ("pmid",),
    "PMCID": ("pmcid",),
}

DATES = {"accessed": ("urldate",), "event-date": ("eventdate",), "original-date": ("origdate",)}

NUMBERED = frozenset({"article-journal", "article-magazine", "article-newspaper", "review",
                      "review-book", "periodical"})  # fmt: skip
"""Types whose `number` is the issue of a periodical."""

IN_SERIES = frozenset({"book", "chapter", "paper-conference", "entry-encyclopedia",
                       "entry-dictionary", "entry", "pamphlet"})  # fmt: skip
"""Types whose `number` is the number in a series."""

PARTS = IN_SERIES - {"book", "pamphlet"}
"""Types that stand in a book, which may itself be one volume of a larger work."""

WHOLES = frozenset({"book", "periodical", "collection"})
"""Types that may name themselves in the field for what contains them."""

FIRST_WRITTEN = {
    "report": {"publisher": "institution"},
    "thesis": {"publisher": "institution"},
    "article-journal": {"container-title": "journal"},
    "article-magazine": {"container-title": "journal"},
    "article-newspaper": {"container-title": "journal"},
    "review": {"container-title": "journal"},
    "review-book": {"container-title": "journal"},
    "book": {"container-title": "maintitle"},
    "webpage": {"publisher": "organization"},
}
"""Where a type writes a field otherwise than most."""

WRITTEN = {"container-title": "booktitle", "publisher-place": "address"}

INHERITED = {
    "title": "booktitle", "subtitle": "booksubtitle", "author": "bookauthor",
}  # fmt: skip
"""What a parent's field becomes in the part that refers to it (biblatex, appendix B)."""

BY_THE_SAME = frozenset({"inbook", "bookinbook", "suppbook"})
"""Parts whose author is the author of the book."""

NEVER_INHERITED = frozenset(
    "crossref xref xdata ids key label shorthand shorttitle entrysubtype".split()
)
NOT_INHERITED = NEVER_INHERITED | frozenset(
    "keywords abstract note annote annotation titleaddon booktitle doi url urldate eprint "
    "eprinttype pages".split()
)
