#!/usr/bin/env python3
"""Checks that every control of the registry has a kernel test and a probe, and that every probe names a control.

A control is a line CONTROL(variable) of src/isolation/registry.def. Its kernel test is a file below tests/ that says
"covers: ID"; its probe a file of src/audit that says `.covers = "ID"` (or {"ID", ...}). What cannot have one is listed
in tools/mirror-exceptions.txt with its reason.
"""

import re
import sys

from cxx_source import blank, cxx_files, line_of, Report, root_argument

DEFINITION = r"\bControl\s+{name}\s*(?:=\s*)?\{{.*?\.id\s*=\s*\"([^\"]+)\""
CONTROL_ID = re.compile(r"^(processes|filesystem|devices|ipc|network|resources|privilege)/[a-z0-9]+(-[a-z0-9]+)*$")


def read_controls(root, report):
    """id -> file of every control of the registry."""
    registry = root / "src/isolation/registry.def"
    if not registry.is_file():
        report.note("skipped: src/isolation/registry.def does not exist yet")
        return None
    sources = {path: blank(path.read_text(), keep_strings=True) for path in cxx_files(root, "src/isolation")}
    text = blank(registry.read_text())
    controls = {}
    for match in re.finditer(r"^\s*CONTROL\((\w+)\)", text, re.M):
        name, line = match.group(1), line_of(text, match.start(1))
        pattern = re.compile(DEFINITION.format(name=name), re.S)
        found = [(path, hit.group(1)) for path, source in sources.items() if (hit := pattern.search(source))]
        if len(found) != 1:
            report.finding(registry, line, f"CONTROL({name}) is defined with an .id in {len(found)} files; it takes one")
            continue
        path, control = found[0]
        folder = path.relative_to(root / "src/isolation").parts[0]
        if not CONTROL_ID.match(control):
            report.finding(path, 0, f'"{control}" is not requirement/kernel-noun in lower case')
        elif control.split("/")[0] != folder:
            report.finding(path, 0, f'"{control}" lies in the folder {folder}; it belongs to {control.split("/")[0]}')
        if control in controls:
            report.finding(path, 0, f'"{control}" is the id of another control too')
        controls[control] = path
    return controls


def read_exceptions(root, controls, report):
    """(kind, id) of everything that is excused, each line: KIND ID REASON."""
    path = root / "tools/mirror-exceptions.txt"
    excused = set()
    for number, line in enumerate(path.read_text().splitlines() if path.is_file() else [], 1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, control, reason = (line.split(None, 2) + ["", ""])[:3]
        if kind not in ("test", "probe") or len(reason.split()) < 3:
            report.finding(path, number, "a line is: test|probe, the control's id, the reason in words")
        elif control not in controls:
            report.finding(path, number, f'there is no control "{control}"')
        excused.add((kind, control))
    return excused


def tests_covering(root):
    covered = {}
    for path in sorted((root / "tests").rglob("*")) if (root / "tests").is_dir() else []:
        if path.suffix in (".cc", ".bats", ".sh", ".bash") and "tools" not in path.relative_to(root / "tests").parts[:1]:
            for match in re.finditer(r"\bcovers:[ \t]*([^\n]*)", path.read_text()):
                for control in re.findall(r"[a-z]+/[a-z0-9-]+", match.group(1)):
                    covered.setdefault(control, path)
    return covered


def probes_covering(root):
    covered = {}
    for path in cxx_files(root, "src/audit"):
        text = blank(path.read_text(), keep_strings=True)
        for match in re.finditer(r'\.covers\s*=\s*(\{[^}]*\}|"[^"]*")', text):
            for control in re.findall(r'"([a-z]+/[a-z0-9-]+)"', match.group(1)):
                covered.setdefault(control, (path, line_of(text, match.start())))
    return covered


def check(root, report):
    controls = read_controls(root, report)
    if controls is None:
        return
    if not controls:
        report.note("skipped: src/isolation/registry.def lists no control yet")
        return
    excused = read_exceptions(root, controls, report)
    for kind, covered in (("test", tests_covering(root)), ("probe", probes_covering(root))):
        if not covered:
            report.note(f"skipped: no {kind} names a control yet")
            continue
        for control, path in controls.items():
            if control in covered and (kind, control) in excused:
                report.finding(path, 0, f'"{control}" has a {kind}: remove its line from tools/mirror-exceptions.txt')
            elif control not in covered and (kind, control) not in excused:
                report.finding(path, 0, f'"{control}" has no {kind}, and no line in tools/mirror-exceptions.txt')
        for control, where in covered.items():
            if control not in controls:
                path, line = where if isinstance(where, tuple) else (where, 0)
                report.finding(path, line, f'covers "{control}", which is not in registry.def')


def main():
    root = root_argument(__doc__).parse_args().root
    report = Report("check-mirror", root)
    check(root, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
