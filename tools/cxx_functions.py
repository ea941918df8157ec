"""Where functions begin and end, by their braces. Approximate, which is enough to find the long ones."""

import re

# What stands before the brace of a function's body: its closing parenthesis, and what may follow that.
_FUNCTION = re.compile(r"\)\s*(?:const|noexcept|override|final|mutable|&&?|->\s*[\w:<>,&*\s]+|:\s*[\w:]+[({].*)?\s*$", re.S)
_CONTROL = re.compile(r"^\s*(?:\}\s*)?(?:else\s+)?(?:if|for|while|switch|catch|do|else|try)\b")


def long_functions(code, limit):
    """(line, length, first line) of every outermost function longer than the limit; `code` comes from blank()."""
    open_braces = []
    for match in re.finditer(r"[{}]", code):
        if match.group() == "{":
            open_braces.append((match.start(), _head(code, match.start())))
            continue
        if not open_braces:
            continue
        start, head = open_braces.pop()
        if not _is_function(head) or any(_is_function(outer) for _, outer in open_braces):
            continue
        length = code.count("\n", start, match.start()) + 1
        if length > limit:
            yield code.count("\n", 0, start) + 1, length, " ".join(head.split())[:80]


def _head(code, brace):
    """The text between the end of the previous statement and the brace."""
    begin = max(code.rfind(mark, 0, brace) for mark in ";{}")
    return code[begin + 1 : brace]


def _is_function(head):
    head = re.sub(r"^\s*#.*$", "", head, flags=re.M)
    return bool(_FUNCTION.search(head)) and not _CONTROL.match(head) and not re.match(r"\s*(?:namespace|struct|class)\b", head)
