"""What stands in a machine-readable zone: documents with right check digits, and strings without any sense.

Formats are those of ICAO Doc 9303, parts 4 to 7: TD3 and MRV-A (two lines of 44), TD2 and MRV-B (two of 36), TD1
(three of 30). Names, numbers and dates are drawn at random and belong to nobody.
"""

from enum import Enum

from alphabet import CHARACTERS, DIGITS, FILLER, LETTERS

ALPHANUMERIC = DIGITS + LETTERS
SYLLABLES = [
    onset + rhyme
    for onset in "B C D F G H J K L M N P Q R S T V W X Y Z CH SH TH KH ST BR KR".split()
    for rhyme in "A E I O U AN EN IN ON UR AR ER EL".split()
]
# ISO 3166-1 and the additional codes of ICAO Doc 9303-3, section 5.
STATES = """AFG ALB DZA AND AGO ARG ARM AUS AUT AZE BHS BHR BGD BRB BLR BEL BLZ BEN BTN BOL BIH BWA BRA BRN BGR BFA BDI
KHM CMR CAN CPV CAF TCD CHL CHN COL COG CRI CIV HRV CUB CYP CZE DNK DJI DOM ECU EGY SLV EST ETH FJI FIN FRA GAB GMB GEO
GHA GRC GTM GIN GUY HTI HND HUN ISL IND IDN IRN IRQ IRL ISR ITA JAM JPN JOR KAZ KEN KWT KGZ LAO LVA LBN LSO LBR LBY LIE
LTU LUX MDG MWI MYS MDV MLI MLT MRT MUS MEX MDA MCO MNG MNE MAR MOZ MMR NAM NPL NLD NZL NIC NER NGA NOR OMN PAK PAN PRY
PER PHL POL PRT QAT ROU RUS RWA SAU SEN SRB SLE SGP SVK SVN SOM ZAF ESP LKA SDN SUR SWE CHE SYR TWN TJK TZA THA TGO TTO
TUN TUR TKM UGA UKR ARE GBR USA URY UZB VEN VNM YEM ZMB ZWE UTO D<< XXA EUE GBN RKS""".split()
# Characters that printing and cameras make alike.
LOOK_ALIKES = ["O0QDCG", "1IL7TJ", "2Z7", "5S6G8B3", "8B3E6", "UVWNMH", "KXYR<C<", "PFRE", "4A", "<K<C<X<E<L"]


class Width(Enum):
    """Wide zones have 44 characters a line, narrow ones 36 or 30: they fill pictures of different width."""

    WIDE = "wide"
    NARROW = "narrow"


def draw_lines(rng, width):
    """The lines of one zone of this width: six in ten are documents, the others have no sense to learn by heart."""
    while True:
        lines = document(rng) if rng.random() < 0.6 else senseless(rng, width)
        if (len(lines[0]) == 44) == (width is Width.WIDE):
            return lines


def check_digit(text):
    """ICAO Doc 9303-3, 4.9: weights 7, 3, 1; letters count from 10; the filler is 0."""
    def value(character):
        return 0 if character == FILLER else ALPHANUMERIC.index(character)

    return str(sum(value(character) * (7, 3, 1)[index % 3] for index, character in enumerate(text)) % 10)


# Documents


def document(rng):
    """One document in one of the five formats, about as often as they are met."""
    draw = rng.random()
    if draw < 0.40:
        return passport(rng)
    if draw < 0.48:
        return visa(rng, name_length=39, optional_length=16)
    if draw < 0.54:
        return visa(rng, name_length=31, optional_length=8)
    if draw < 0.68:
        return two_line_card(rng)
    return three_line_card(rng)


def passport(rng):
    issuer, nationality = states(rng)
    optional = optional_data(rng, 14)
    unused = set(optional) == {FILLER}
    own_check = FILLER if unused and rng.random() < 0.5 else check_digit(optional)
    second = person(rng, nationality) + optional + own_check
    second += check_digit(second[:10] + second[13:20] + second[21:43])
    return [pick(rng, ["P<", "P<", "P<", "PD", "PS", "PO", "PP"]) + issuer + names(rng, 39), second]


def visa(rng, name_length, optional_length):
    issuer, nationality = states(rng)
    first = "V" + pick(rng, "<CSA") + issuer + names(rng, name_length)
    return [first, person(rng, nationality) + optional_data(rng, optional_length)]


def two_line_card(rng):
    issuer, nationality = states(rng)
    second = person(rng, nationality) + optional_data(rng, 7)
    second += check_digit(second[:10] + second[13:20] + second[21:35])
    return [pick(rng, ["I<", "ID", "P<", "AC", "CR"]) + issuer + names(rng, 31), second]


def three_line_card(rng):
    issuer, nationality = states(rng)
    number, birth, expiry = document_number(rng), date(rng), date(rng)
    kind = pick(rng, ["I<", "ID", "AC", "C<", "IR", "AR", "IO"])
    first = kind + issuer + number + check_digit(number) + optional_data(rng, 15)
    second = birth + check_digit(birth) + pick(rng, "MFMF<") + expiry + check_digit(expiry) + nationality
    second += optional_data(rng, 11)
    second += check_digit(first[5:30] + second[:7] + second[8:15] + second[18:29])
    return [first, second, names(rng, 30)]


def person(rng, nationality):
    """Number, nationality, birth date, sex and expiry as every two-line format begins its second line."""
    number, birth, expiry = document_number(rng), date(rng), date(rng)
    return (number + check_digit(number) + nationality + birth + check_digit(birth)
            + pick(rng, "MFMF<") + expiry + check_digit(expiry))


def states(rng):
    issuer = pick(rng, STATES)
    return issuer, issuer if rng.random() < 0.8 else pick(rng, STATES)


def names(rng, length):
    def word():
        return "".join(pick(rng, SYLLABLES) for _ in range(rng.integers(1, 5)))

    surnames = FILLER.join(word() for _ in range(pick(rng, [1, 1, 1, 2, 3])))
    given = FILLER.join(word() for _ in range(pick(rng, [1, 1, 2, 2, 3])))
    return (surnames + 2 * FILLER + given).ljust(length, FILLER)[:length]


def document_number(rng, length=9):
    used = pick(rng, [length, length, length, length - 1, length - 2])
    draw = rng.random()
    if draw < 0.45:
        text = string(rng, DIGITS, used)
    elif draw < 0.70:
        text = (pick(rng, LETTERS) + pick(rng, ALPHANUMERIC) + string(rng, DIGITS, max(0, used - 2)))[:max(1, used)]
    else:
        text = string(rng, ALPHANUMERIC, used)
    return text.ljust(length, FILLER)


def date(rng):
    return f"{rng.integers(0, 100):02d}{rng.integers(1, 13):02d}{rng.integers(1, 32):02d}"


def optional_data(rng, length):
    if rng.random() < 0.4:
        return FILLER * length
    return document_number(rng, int(rng.integers(2, length + 1))).ljust(length, FILLER)


# Strings without sense


def senseless(rng, width):
    length = pick(rng, [44, 44, 36, 30] if width is Width.WIDE else [36, 30, 30])
    return [senseless_line(rng, length) for _ in range(3 if length == 30 else 2)]


def senseless_line(rng, length):
    draw = rng.random()
    if draw < 0.35:
        return string(rng, CHARACTERS, length)
    if draw < 0.50:
        return string(rng, DIGITS, length)
    if draw < 0.65:
        return string(rng, LETTERS, length)
    if draw < 0.80:
        return string(rng, pick(rng, LOOK_ALIKES), length)
    return runs_and_fillers(rng, length)


def runs_and_fillers(rng, length):
    text = ""
    while len(text) < length:
        text += string(rng, ALPHANUMERIC, rng.integers(1, 9)) + FILLER * int(rng.integers(0, 10))
    return text[:length]


def string(rng, characters, length):
    return "".join(characters[index] for index in rng.integers(0, len(characters), length))


def pick(rng, choices):
    return choices[int(rng.integers(len(choices)))]
