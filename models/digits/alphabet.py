"""What the recogniser tells apart: ten digits of each of three scripts, and what parts them. Class 0 is "nothing here".

The service counts on this order: `src/document/digits.rs` has it too.
"""

LATIN = "0123456789"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
SEPARATORS = "/-."
CHARACTERS = LATIN + ARABIC + PERSIAN + SEPARATORS

BLANK = 0
# A frame between two characters: either answer is right.
UNDECIDED = -100
CLASSES = len(CHARACTERS) + 1
CLASS_OF = {character: n + 1 for n, character in enumerate(CHARACTERS)}

# The digits of a line by its script. Three of ten look different in Arabic and Persian, and several of both like a Latin
# one (٥ and 0, ٦ and 7, ١ and 1): so a layout says which script a field is printed in, and only its digits are asked for.
DIGITS = {"latin": LATIN, "arabic": ARABIC, "persian": PERSIAN}


def allowed(script):
    """The classes that a line of `script` may hold, as a list of true and false."""
    # A point is a zero in Arabic and Persian print.
    own = set(DIGITS[script] + (SEPARATORS if script == "latin" else SEPARATORS.replace(".", "")))
    return [True] + [character in own for character in CHARACTERS]


def collapse(classes):
    """The text of one class a frame: repeated classes are one character unless a blank parts them."""
    text, before = "", BLANK
    for one in classes:
        if one not in (BLANK, before):
            text += CHARACTERS[one - 1]
        before = one
    return text
