"""What the checks share: reading C++ without its comments and strings, and reporting."""

import argparse
import pathlib
import re
import sys

LAYERS = ("base", "sys", "oci", "policy", "isolation", "launch", "engine", "cli", "audit")
RUNTIME = tuple(layer for layer in LAYERS if layer != "audit")

# Comments, raw strings, strings, characters. A digit separator (1'000) is not the start of a character.
_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'""",
    re.S,
)


def blank(text, keep_strings=False):
    """The text with comments (and the inside of strings) as spaces: offsets and lines stay as they were."""

    def replace(match):
        token = match.group(0)
        if not token.startswith("/"):
            if keep_strings:
                return token
            return '"' + re.sub(r"[^\n]", " ", token[1:-1]) + '"'
        return re.sub(r"[^\n]", " ", token)

    return _TOKEN.sub(replace, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def cxx_files(root, *folders):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".cc", ".h", ".c", ".def") and path.is_file():
                yield path


def layer_of(root, path):
    parts = path.relative_to(root).parts
    return parts[1] if parts[0] == "src" and len(parts) > 2 else None


class Report:
    """Findings as compilers print them, so that an editor can jump to the line."""

    def __init__(self, name, root):
        self.name, self.root, self.findings = name, root, 0

    def finding(self, path, line, message):
        self.findings += 1
        where = path.relative_to(self.root) if path.is_absolute() else path
        print(f"{where}:{line}: {message}" if line else f"{where}: {message}")

    def note(self, message):
        print(f"{self.name}: {message}")

    def finish(self):
        if self.findings:
            print(f"{self.name}: {self.findings} findings", file=sys.stderr)
        return 1 if self.findings else 0


def root_argument(description):
    """The parser of a check: --root lets a test point it at a sample tree."""
    parser = argparse.ArgumentParser(description=description)
    here = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--root", type=lambda text: pathlib.Path(text).resolve(), default=here,
                        help="the project's folder")
    return parser
