"""The words that the styles print round a work, in English."""

_SEASONS = {21: "Spring", 22: "Summer", 23: "Fall", 24: "Winter"}
_NAMES = ("January February March April May June July August September October November "
          "December")  # fmt: skip
_SHORT = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec."

MONTHS = dict(enumerate(_NAMES.split(), 1)) | _SEASONS
SHORT_MONTHS = dict(enumerate(_SHORT.split(), 1)) | _SEASONS


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th … 11th … 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{endings.get(number % 10, 'th')}"
