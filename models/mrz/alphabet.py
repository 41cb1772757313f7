"""The 37 characters of a machine-readable zone (ICAO Doc 9303-3, 4.3) and their classes in the network."""

FILLER = "<"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHARACTERS = FILLER + DIGITS + LETTERS

# Class 0 is "between characters"; the characters follow in their order.
BLANK = 0
CLASSES = len(CHARACTERS) + 1
CLASS_OF = {character: index + 1 for index, character in enumerate(CHARACTERS)}

# A frame that may be either: training ignores it.
UNDECIDED = -1


def collapse(classes):
    """The text of a sequence of frame classes: repeats count once, blanks not at all (greedy CTC decoding)."""
    text, previous = [], BLANK
    for index in classes:
        if index not in (previous, BLANK):
            text.append(CHARACTERS[index - 1])
        previous = index
    return "".join(text)
