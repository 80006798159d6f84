def identity(work):
    return str(work.get("DOI") or work.get("ISBN") or work.get("title", ""))
