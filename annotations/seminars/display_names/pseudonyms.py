"""Pseudonyms: two plain words, drawn anew in each seminar.

They are random, so that they tell nothing about the person and can't be linked across seminars.
"""

import secrets
from collections.abc import Collection

ADJECTIVES = (
    "Amber Brisk Calm Candid Careful Cheerful Clear Curious Deft Eager Early Fair Frank Gentle "
    "Golden Grey Hardy Honest Keen Kind Late Level Lively Merry Mild Modest Nimble Open Patient "
    "Plain Quick Quiet Ready Russet Silver Steady Swift Tidy Warm Wary"
).split()
BIRDS = (
    "Avocet Bittern Bunting Bustard Chough Coot Crake Crane Curlew Dipper Dotterel Dove Dunlin "
    "Egret Eider Fieldfare Finch Fulmar Gannet Godwit Goshawk Grebe Grouse Harrier Heron Hobby "
    "Hoopoe Ibis Jackdaw Jay Kestrel Kite Knot Lapwing Lark Linnet Magpie Martin Merlin Nightjar "
    "Oriole Osprey Ouzel Petrel Pipit Plover Puffin Quail Rail Redstart Robin Rook Ruff Serin "
    "Siskin Skua Snipe Sparrow Starling Stork Swallow Swan Teal Tern Thrush Wagtail Whimbrel Wren"
).split()


def random_pseudonym(taken: Collection[str]) -> str:
    """Return a pseudonym that is not in `taken`, with a number once all pairs of words are."""
    free = [
        name for manner in ADJECTIVES for bird in BIRDS if (name := f"{manner} {bird}") not in taken
    ]
    if free:
        return secrets.choice(free)
    name = f"{secrets.choice(ADJECTIVES)} {secrets.choice(BIRDS)}"
    return next(
        numbered
        for number in range(2, len(taken) + 3)
        if (numbered := f"{name} {number}") not in taken
    )
