"""Writes expected.csv: numbers, good and bad, with the verdict of PyPI's python-stdnum.

Run once by hand, and again when a scheme or the pinned version changes:

    pip install python-stdnum==2.2
    python3 tests/stdnum/generate.py > tests/stdnum/expected.csv

`tests/stdnum.rs` compares every row with our parser. 1 000 numbers a scheme, about half of them good, and
beside them those on which we differ on purpose; the seed is fixed, so
a second run writes the same file. Every number is drawn at random, none is anybody's on purpose.

stdnum 2.2 knows four of our schemes whole (China, Türkiye, Aadhaar, PAN). Of the Emirates and Saudi numbers it knows
the formula (Luhn), of Utopia's the formula (ISO 7064 MOD 11,10); the rest of these rules is spelt out below.

The last column names the two places where we differ on purpose; the test holds us to exactly that difference:
  county        stdnum refuses a Chinese county code that is not in its list for that year; we judge the province only
  organisation  stdnum takes every kind of PAN holder; we take persons only
"""

import datetime
import os
import random

import stdnum
from stdnum import luhn, verhoeff
from stdnum.cn import ric
from stdnum.exceptions import ValidationError
from stdnum.in_ import aadhaar, pan
from stdnum.iso7064 import mod_11_10
from stdnum.tr import tckimlik

assert stdnum.__version__ == "2.2", stdnum.__version__
PER_SCHEME = 1000
draw = random.Random(20261121)
DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def some(alphabet, count):
    return "".join(draw.choice(alphabet) for _ in range(count))


def birthday():
    return datetime.date(1920, 1, 1) + datetime.timedelta(days=draw.randrange(38_000))


def place_codes():
    """The six-digit place codes of stdnum's list, whatever years it gives them."""
    codes, province = [], ""
    with open(os.path.join(os.path.dirname(ric.__file__), "loc.dat"), encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            if line[0].isdigit():
                province = line.split()[0]
            else:
                codes.append(province + line.split()[0])
    return [code for code in codes if len(code) == 6 and code.isdigit()]


def good_china():
    while True:
        place = draw.choice(PLACES)
        body = place + birthday().strftime("%Y%m%d") + some(DIGITS, 3)
        number = body + ric.calc_check_digit(body + "0")
        if is_china(number):
            return number


def bad_china():
    kind = draw.randrange(4)
    if kind == 0:  # a province that does not exist, check digit right
        body = draw.choice(["10", "20", "38", "49", "66", "90", "99"]) + "0105" + birthday().strftime("%Y%m%d") + some(DIGITS, 3)
    elif kind == 1:  # a day that does not exist, check digit right
        body = draw.choice(PLACES) + str(draw.randrange(1920, 2024)) + draw.choice(["0230", "0431", "1301", "0010", "1100"]) + some(DIGITS, 3)
    elif kind == 2:  # a county that may not exist, check digit right
        body = draw.choice(PLACES)[:2] + some(DIGITS, 4) + birthday().strftime("%Y%m%d") + some(DIGITS, 3)
    else:
        return spoil(good_china())
    return body + ric.calc_check_digit(body + "0")


def good_turkiye():
    body = draw.choice(DIGITS[1:]) + some(DIGITS, 8)
    return body + tckimlik.calc_check_digits(body)


def good_aadhaar():
    body = draw.choice("23456789") + some(DIGITS, 10)
    return body + verhoeff.calc_check_digit(body)


def bad_aadhaar():
    if draw.randrange(8) == 0:
        half = draw.choice("23456789") + some(DIGITS, 5)
        return half + half[::-1]
    if draw.randrange(8) == 0:
        body = draw.choice("01") + some(DIGITS, 10)
        return body + verhoeff.calc_check_digit(body)
    return spoil(good_aadhaar())


def good_pan():
    kind = draw.choice("PPPPPPPPPPABCFGHLJTK")
    return some(CAPITALS, 3) + kind + some(CAPITALS, 1) + f"{draw.randrange(1, 10_000):04}" + some(CAPITALS, 1)


def bad_pan():
    good = good_pan()
    kind = draw.randrange(4)
    if kind == 0:
        return good[:3] + draw.choice("DEIMNOQRSUVWXYZ") + good[4:]
    if kind == 1:
        return good[:5] + "0000" + good[9:]
    if kind == 2:  # a digit among the letters, or a letter among the digits
        place = draw.randrange(10)
        return good[:place] + draw.choice(CAPITALS if good[place].isdigit() else DIGITS) + good[place + 1 :]
    return good[: draw.randrange(5, 10)]


def good_emirates():
    body = "784" + str(birthday().year) + some(DIGITS, 7)
    return body + luhn.calc_check_digit(body)


def good_saudi(first):
    body = first + some(DIGITS, 8)
    return body + luhn.calc_check_digit(body)


def good_utopia():
    body = birthday().strftime("%Y%m%d") + some(DIGITS, 3)
    return body + mod_11_10.calc_check_digit(body)


def is_utopia(number):
    if len(number) != 12 or not number.isdigit() or not mod_11_10.is_valid(number):
        return False
    try:
        return 1900 <= datetime.datetime.strptime(number[:8], "%Y%m%d").year <= 2100
    except ValueError:
        return False


def spoil(number):
    """One slip of the fingers. It may by chance give a good number: stdnum's verdict is what is written."""
    place = draw.randrange(len(number))
    kind = draw.randrange(5)
    if kind == 0:
        return number[:place] + number[place + 1 :]
    if kind == 1:
        return number[:place] + some(DIGITS, 1) + number[place:]
    if kind == 2 and place + 1 < len(number):
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    return number[:place] + some(DIGITS, 1) + number[place + 1 :]


def luhn_number(start, length):
    return lambda number: len(number) == length and number.startswith(start) and luhn.is_valid(number)


def is_china(number):
    try:
        return ric.is_valid(number)
    except KeyError:  # stdnum 2.2 trips over a county that it does not know in a province that it knows
        return False


def china_note(number):
    """`county` where only stdnum's county list refuses the number."""
    if is_china(number) or len(number) != 18 or number[:2] not in PROVINCES:
        return ""
    try:
        ric.get_birth_date(number)
        return "county" if number[-1] == ric.calc_check_digit(number) else ""
    except (ValidationError, ValueError):
        return ""


def pan_note(number):
    return "organisation" if pan.is_valid(number) and number[3] != "P" else ""


PLACES = place_codes()
PROVINCES = {code[:2] for code in PLACES}
SCHEMES = [
    ("china_resident_id", good_china, bad_china, is_china, china_note),
    ("turkiye_kimlik", good_turkiye, None, tckimlik.is_valid, None),
    ("india_aadhaar", good_aadhaar, bad_aadhaar, aadhaar.is_valid, None),
    ("india_pan", good_pan, bad_pan, pan.is_valid, pan_note),
    ("emirates_id", good_emirates, None, luhn_number("784", 15), None),
    ("saudi_id", lambda: good_saudi("1"), None, luhn_number("1", 10), None),
    ("saudi_iqama", lambda: good_saudi("2"), None, luhn_number("2", 10), None),
    ("utopia", good_utopia, None, is_utopia, None),
]

print("scheme,number,valid,differs")
for scheme, good, bad, valid, note in SCHEMES:
    alike = 0
    while alike < PER_SCHEME:
        number = good() if alike % 2 == 0 else bad() if bad else spoil(good())
        differs = note(number) if note else ""
        alike += not differs
        print(f"{scheme},{number},{str(valid(number)).lower()},{differs}")
