"""The CSL types and fields that RIS types and tags correspond to.

The tags are those of the RIS format specification (Research Information Systems, 2001; revised
2011), read as EndNote, RefMan, Mendeley and Zotero write them.
"""

TYPES_READ = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset", "ANCIENT": "classic",
    "ART": "graphic", "BILL": "bill", "BLOG": "post-weblog", "BOOK": "book", "CASE": "legal_case",
    "CHAP": "chapter", "CHART": "figure", "CLSWK": "classic", "COMP": "software", "CONF":
    "paper-conference", "CPAPER": "paper-conference", "CTLG": "book", "DATA": "dataset",
    "DBASE": "dataset", "DICT": "entry-dictionary", "EBOOK": "book", "ECHAP": "chapter",
    "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia",
    "EQUA": "figure", "FIGURE": "figure", "GEN": "document", "GOVDOC": "report", "GRANT":
    "document", "GRNT": "document", "HEAR": "hearing", "ICOMM": "post", "INPR": "article",
    "JFULL": "periodical", "JOUR": "article-journal", "LEGAL": "legislation", "MANSCPT":
    "manuscript", "MAP": "map", "MGZN": "article-magazine", "MPCT": "motion_picture", "MULTI":
    "webpage", "MUSIC": "musical_score", "NEWS": "article-newspaper", "PAMP": "pamphlet",
    "PAT": "patent", "PCOMM": "personal_communication", "POD": "broadcast", "RPRT": "report",
    "SER": "collection", "SLIDE": "speech", "SOUND": "song", "STAND": "standard", "STAT":
    "legislation", "STD": "standard", "THES": "thesis", "UNBILL": "bill", "UNPB": "manuscript",
    "UNPD": "manuscript", "VIDEO": "motion_picture", "WEB": "webpage",
}  # fmt: skip

TYPES_NAMED = {
    "ARTICLE": "article-journal", "JOURNAL": "article-journal",
    "JOURNAL ARTICLE": "article-journal", "MAGAZINE ARTICLE": "article-magazine",
    "NEWSPAPER ARTICLE": "article-newspaper", "BOOK CHAPTER": "chapter",
    "BOOK SECTION": "chapter", "CONFERENCE PAPER": "paper-conference",
    "CONFERENCE PROCEEDINGS": "paper-conference", "DATASET": "dataset", "PREPRINT": "article",
    "REPORT": "report", "THESIS": "thesis", "WEB PAGE": "webpage",
}  # fmt: skip
"""Types that some programs write in words."""

TYPES_WRITTEN = {
    "article": "INPR", "article-journal": "JOUR", "article-magazine": "MGZN",
    "article-newspaper": "NEWS", "bill": "BILL", "book": "BOOK", "broadcast": "POD",
    "chapter": "CHAP", "classic": "CLSWK", "collection": "SER", "dataset": "DATA",
    "document": "GEN", "entry": "ENCYC", "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC", "figure": "FIGURE", "graphic": "ART", "hearing": "HEAR",
    "interview": "PCOMM", "legal_case": "CASE", "legislation": "STAT", "manuscript": "MANSCPT",
    "map": "MAP", "motion_picture": "MPCT", "musical_score": "MUSIC", "pamphlet": "PAMP",
    "paper-conference": "CONF", "patent": "PAT", "performance": "SLIDE", "periodical": "JFULL",
    "personal_communication": "PCOMM", "post": "ICOMM", "post-weblog": "BLOG",
    "regulation": "LEGAL", "report": "RPRT", "review": "JOUR", "review-book": "JOUR",
    "software": "COMP", "song": "SOUND", "speech": "SLIDE", "standard": "STAND",
    "thesis": "THES", "treaty": "LEGAL", "webpage": "ELEC",
}  # fmt: skip

PERIODICALS = frozenset({"article-journal", "article-magazine", "article-newspaper", "article",
                         "periodical"})  # fmt: skip
PARTS = frozenset({"chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"})
MONOGRAPHS = frozenset({"book", "thesis", "manuscript", "pamphlet", "collection", "classic"})

TEXTS = {
    "AB": "abstract", "N2": "abstract", "CN": "call-number",
    "CY": "publisher-place", "PP": "publisher-place", "DB": "archive", "DP": "source",
    "ET": "edition", "ID": "id", "LA": "language", "NV": "number-of-volumes", "PB": "publisher",
    "ST": "title-short", "SE": "section", "VL": "volume", "DO": "DOI",
}  # fmt: skip
"""Tags that mean one field whatever the type; the first that has a value counts."""

NAMES = {"AU": "author", "ED": "editor", "A4": "translator"}

TITLES = ("TI", "T1", "CT")

CONTAINERS = ("T2", "JF", "BT", "JO", "JA", "J2", "J1")
"""Where the title of a journal or book is looked for, fullest first."""

ABBREVIATIONS = ("J2", "JA", "J1", "JO")
