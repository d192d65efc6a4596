"""Which encoding makes sense of text in another script than the Latin one: whose letters are those that are common."""

import codecs
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

_PLACES_CHINA = "区县市镇乡村街道路东西南北中山江河湖海城新大安平阳州朝长宁静浦台丰石景黄徐汇门口龙天白沙金州"
_PLACES_TAIWAN = "區鄉鎮市里村路街中正大同山松安東西南北新港園義信文萬華內湖士林投寧竹縣"
_PLACES_JAPAN = "区市町村県都京田川山中央東西南北新大野原島谷宿港台文代千丁目のノ"
_PLACES_KOREA = "구동시군읍면리로길강남북서중천산성대신안평양주포초송파종용영"
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґђћњљјџ"
_GREEK = "αοιετσνηυρπκμλωςγδθχβφξζψάέήίόύώϊϋΐ"
_HEBREW = "יוהלאמרתשבנםכדחפקעטגסזץןךצף"
_ARABIC = "الينمورتبعسدفكهقحجطشصزخضغذثظةىئءأإؤآپچژگکی"

_ALPHABETS = {
    "cp1251": _CYRILLIC,
    "cp866": _CYRILLIC,
    "koi8_r": _CYRILLIC,
    "koi8_u": _CYRILLIC,
    "mac_cyrillic": _CYRILLIC,
    "cp1253": _GREEK,
    "cp737": _GREEK,
    "cp1255": _HEBREW,
    "cp862": _HEBREW,
    "cp1256": _ARABIC,
}
"""Encoding -> its letters, the common ones first."""
_SIGNS = {
    "gb18030": ((0xB0, 0xD7), _PLACES_CHINA),
    "euc_kr": ((0xB0, 0xC8), _PLACES_KOREA),
    "cp932": ((0x82, 0x97), _PLACES_JAPAN),
    "euc_jp": ((0xA4, 0xCF), _PLACES_JAPAN),
    "big5": ((0xA4, 0xC6), _PLACES_TAIWAN),
}
"""Encoding -> the first bytes of its common signs, and those of which names of places are full."""
_VOWELS = frozenset("аеёиоуыэюяіїєαειουηωάέίόύήώϊϋ")
_USUAL_TURNS = 0.6
_BY_TURNS = 0.8
_SURE = 0.4
_HALVES_SURE = 0.7
"""Of an encoding whose signs may end with a plain letter, so that they stand alone as accented ones do."""


def script_encoding(lines: bytes) -> str | None:
    """The encoding in which ``lines``, with many letters beyond ASCII side by side, read best; None where none does."""
    scores = {name: _of_letters(lines, name) for name in _ALPHABETS} | {name: _of_signs(lines, name) for name in _SIGNS}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _SURE else None


def halves_encoding(lines: bytes) -> str | None:
    """Big5 where it is that beyond doubt: its signs have but one byte beyond ASCII."""
    return "big5" if _of_signs(lines, "big5") >= _HALVES_SURE else None


def _of_letters(lines: bytes, name: str) -> float:
    """0 to 1: how common the letters are, less what no word has."""
    text = lines.decode(name, errors="replace")
    weights = _weights(name)
    foreign = [letter for letter in text if letter > "~"]
    if not foreign:
        return 0.0
    common = sum(weights.get(letter.lower(), -1.0) for letter in foreign)
    turned = sum(before.islower() and letter.isupper() for before, letter in pairwise(text) if letter > "~")
    capitals = sum(letter.isupper() for letter in foreign)
    return (common - 2 * turned - 0.05 * capitals) / len(foreign) + _BY_TURNS * (_by_turns(text.lower()) - _USUAL_TURNS)


def _by_turns(text: str) -> float:
    """The share of neighbouring letters of which one is a vowel; of writing without vowels the usual share."""
    pairs = [(one, other) for one, other in pairwise(text) if one > "~" and other > "~"]
    if not pairs or not any(letter in _VOWELS for letter in text):
        return _USUAL_TURNS
    return sum((one in _VOWELS) != (other in _VOWELS) for one, other in pairs) / len(pairs)


@cache
def _weights(name: str) -> Mapping[str, float]:
    letters = _ALPHABETS[name]
    return {letter: 1.0 - place / len(letters) for place, letter in enumerate(letters)}


def _of_signs(lines: bytes, name: str) -> float:
    """0 to 1: the share of signs that are common, those of places most of all."""
    try:
        # Each by itself, as the width of a field may have cut its last sign in two.
        text = "".join(codecs.getincrementaldecoder(name)().decode(line) for line in lines.splitlines())
    except UnicodeDecodeError:
        return 0.0
    (first, last), places = _SIGNS[name]
    signs = [sign for sign in text if sign > "~"]
    if not signs:
        return 0.0
    common = sum(first <= sign.encode(name)[0] <= last and sign.isalpha() for sign in signs)
    return (0.6 * common + 0.4 * sum(sign in places for sign in signs)) / len(signs)
