def locate(text, exact, prefix="", suffix="", start=None, end=None):
    i = text.find(exact)
    return None if i < 0 else (i, i + len(exact))


def selected(text, start, end):
    return dict(
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - 32) : start],
        suffix=text[end : end + 32],
    )
