#!/usr/bin/env python3
"""Checks what no compiler forbids: each rule says which defect it stands for."""

import re
import subprocess
import sys

import cxx_try
from cxx_functions import long_functions
from cxx_source import LAYERS, RUNTIME, blank, cxx_files, layer_of, line_of, Report, root_argument

FILE_LINES = 400
FUNCTION_LINES = 60

# A call by its unqualified or global name: not a member, not a declaration.
CALL = r"(?:(?<![\w.>:\s])|(?<![\w.>:])(?:(?<=[=()!,;{{&|?:]\s)|(?<=return\s)|(?m:^)[ \t]*))(?:::)?({names})\s*\("


def call(*names):
    return re.compile(CALL.format(names="|".join(names)))


# (where, pattern, reason): `where` gets the layer and the path inside the project.
CODE_RULES = [
    (
        lambda layer, path: layer in RUNTIME and layer != "sys",
        call("open", "openat", "creat", "mkdir", "mknod", "chroot", "fopen", "opendir", "realpath", "symlink"),
        "a path goes to the kernel through sys/ only: by name, a container swaps a symlink under it "
        "(CVE-2021-30465, CVE-2024-21626)",
    ),
    (
        lambda layer, path: layer is not None,
        call("system", "popen", "wordexp"),
        "a shell reads what a container may have written (CVE-2019-5736 started from a re-opened binary)",
    ),
    (
        lambda layer, path: layer is not None,
        call("execlp", "execvp", "execvpe"),
        "libc's search through PATH has its own idea of the root; sys/ resolves the program first",
    ),
    (
        lambda layer, path: layer is not None,
        call("atoi", "atol", "atoll", "strtol", "strtoll", "strtoul", "strtoull", "sscanf", "std::stoi", "std::stol",
             "std::stoul", "std::stoull", "std::stoll", "stoi", "stoul"),
        "numbers are read by base/parse.h: a text that became 0 was root (CVE-2024-40635, CVE-2026-30892)",
    ),
    (
        lambda layer, path: layer is not None,
        call("strcpy", "strcat", "sprintf", "vsprintf", "gets", "alloca", "tmpnam", "mktemp", "tempnam"),
        "an unbounded buffer or a guessable name; base/format.h and std::string have neither",
    ),
    (
        lambda layer, path: layer in RUNTIME,
        re.compile(r"#\s*include\s*<(iostream|fstream|regex|filesystem|thread|future|locale)>"),
        "costs start-up time or a second thread; after a fork of a threaded process only few calls are safe",
    ),
    (
        lambda layer, path: path != "src/base/format.cc" and not path.startswith("tests/"),
        re.compile(r"#\s*include\s*<fmt/"),
        "{fmt} is included by base/format.cc alone: it costs seconds in every file it reaches",
    ),
    (
        lambda layer, path: path.endswith(".h"),
        re.compile(r"^\s*using\s+namespace\b", re.M),
        "a header may not decide names for whoever includes it",
    ),
]

# Not written out, so that this file passes its own check.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3]) + r")\b")
# Somebody's home, or an absolute path that leads into a checkout of this project.
MACHINE = re.compile(
    r"(?<![\w./${}*)])/(?:(?:work|farm)/|(?:Users|home)/(?!user\b)\w+/"
    r"|(?:[\w.-]+/)+(?:src/(?:" + "|".join(LAYERS) + r")|build/(?:release|dev|asan|ci))/)"
)
TEXT_EXEMPT = ("LICENSE", "tests/tools/", "tools/check-style.py", "tests/fuzz/corpus/")


def check_code(root, report):
    for path in cxx_files(root, "src", "tests", "bpf"):
        name = path.relative_to(root).as_posix()
        layer = layer_of(root, path)
        text = path.read_text()
        code = blank(text)
        for where, pattern, reason in CODE_RULES:
            if where(layer, name):
                for match in pattern.finditer(code):
                    word = match.group(1) if match.lastindex else match.group(0).strip()
                    report.finding(path, line_of(code, match.end() - 1), f"{word}: {reason}")
        check_size(path, code, report)
        for offset, problem in cxx_try.misplaced(code):
            report.finding(path, line_of(code, offset), problem)
        if path.suffix == ".h" and "#pragma once" not in text:
            report.finding(path, 1, "a header begins with #pragma once")


def check_size(path, code, report):
    lines = code.count("\n")
    if lines > FILE_LINES:
        report.finding(path, lines, f"{lines} lines; a file that needs more than {FILE_LINES} has two subjects")
    for line, length, head in long_functions(code, FUNCTION_LINES):
        report.finding(path, line, f"{length} lines: {head}: above {FUNCTION_LINES} a step needs a name of its own")


def tracked_files(root):
    """Everything git knows, or every file where the folder is not a repository (a sample of a test)."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
        return [root / name for name in names if name and (root / name).is_file()]
    return [path for path in sorted(root.rglob("*")) if path.is_file()]


def check_text(root, report):
    for path in tracked_files(root):
        if path.relative_to(root).as_posix().startswith(TEXT_EXEMPT):
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for match in UNFINISHED.finditer(text):
            report.finding(path, line_of(text, match.start()), f"{match.group(0)}: finish it, or say in docs/ what is missing")
        for match in MACHINE.finditer(text):
            report.finding(path, line_of(text, match.start()), f"{match.group(0)}: a path of one developer's machine")


def main():
    root = root_argument(__doc__).parse_args().root
    report = Report("check-style", root)
    check_code(root, report)
    check_text(root, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
