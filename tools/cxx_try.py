"""Where TRY stands: alone on a right-hand side.

TRY returns from the middle of an expression. What that expression had built by then is not destroyed when it sits in
a braced initialiser (g++ 12, clang 14): a leaked UniqueFd is a host descriptor in a container (CVE-2024-21626).
"""

import re

_TRY = re.compile(r"\bTRY\s*\(")
_BLOCK_WORD = re.compile(r"(?:\b(?:else|do|try|const|noexcept|override|final|mutable)|\)\s*(?:const\s*)?&&?)$")
_NAMED_BLOCK = re.compile(r"\b(?:namespace|struct|class|union|enum|extern)\b[^;{}()]*$")
_TRAILING_RETURN = re.compile(r"\)\s*(?:const\s*|noexcept\s*|mutable\s*)*->\s*[\w:<>,&*\s]+$")


def misplaced(code):
    """(offset, problem) of every TRY that does not stand alone; `code` comes from blank()."""
    for match in _TRY.finditer(code):
        line_start = code.rfind("\n", 0, match.start()) + 1
        if re.match(r"[ \t]*#\s*(define|undef|ifdef|ifndef)", code[line_start:]):
            continue
        problem = _judge(code, match.start())
        if problem:
            yield match.start(), problem


def _judge(code, offset):
    position, siblings = offset, False
    while True:
        position, comma = _enclosing(code, position)
        siblings = siblings or comma
        if position is None:
            return None
        if code[position] == "{":
            if _is_block(code, position):
                return None
            return "TRY in a braced initialiser: what was built before it leaks when it returns; give it a name first"
        if code[position] == "(":
            if re.search(r"\bTRY\s*$", code[:position]):
                return "TRY inside TRY: give the inner value a name first"
            if siblings and not re.search(r"\b(?:for|if|while|switch)\s*$", code[max(0, position - 12) : position]):
                return "TRY among other arguments: what was built before it leaks when it returns; give it a name first"


def _enclosing(code, offset):
    """The nearest unclosed bracket to the left, and whether a comma stands between it and the offset."""
    depth, comma = 0, False
    for position in range(offset - 1, -1, -1):
        letter = code[position]
        if letter in ")]}":
            depth += 1
        elif letter in "([{":
            if depth == 0:
                return position, comma
            depth -= 1
        elif letter == "," and depth == 0:
            comma = True
        elif letter == ";" and depth == 0:
            comma = False
    return None, comma


def _is_block(code, brace):
    before = code[:brace].rstrip()
    if not before or before[-1] in ");}]:":
        return True
    if before[-1] == "{":
        return _is_block(code, len(before) - 1)
    if before[-1] in "=,(<":
        return False
    tail = before[-300:]
    return bool(_BLOCK_WORD.search(tail) or _TRAILING_RETURN.search(tail) or _NAMED_BLOCK.search(tail))
