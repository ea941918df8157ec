#!/usr/bin/env python3
"""Checks the rows of the layer table on every #include, and that CMake links the same rows."""

import re
import sys

from cxx_source import LAYERS, blank, cxx_files, layer_of, line_of, Report, root_argument

# ARCHITECTURE.md. A layer may always include itself.
ROWS = {
    "base": set(),
    "sys": {"base"},
    "oci": {"base"},
    "policy": {"base", "oci"},
    "isolation": {"base", "sys", "oci"},
    "launch": {"base", "sys", "oci", "isolation"},
    "engine": {"base", "sys", "oci", "policy", "launch"},
    "cli": {"base", "sys", "oci", "policy", "isolation", "launch", "engine"},
    # The independent witness: asked by the enforcing code itself, both would be wrong together.
    "audit": {"base", "sys", "oci"},
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)


def check_includes(root, report):
    for path in cxx_files(root, "src"):
        layer = layer_of(root, path)
        if layer is None:
            report.finding(path, 0, "a source outside every layer")
            continue
        if layer not in ROWS:
            report.finding(path, 0, f"'{layer}' is not a layer; the layers are {', '.join(LAYERS)}")
            continue
        text = blank(path.read_text(), keep_strings=True)
        for match in INCLUDE.finditer(text):
            problem = judge(root, path, layer, match.group(1))
            if problem:
                report.finding(path, line_of(text, match.start(1)), problem)


def judge(root, path, layer, included):
    """Why this #include is wrong, or None."""
    if ".." in included.split("/"):
        return f'"{included}": included by a path relative to src/, without ".."'
    if not (root / "src" / included).is_file():
        return f'"{included}" is not in src/; a system header is included with <>'
    target = included.split("/")[0]
    if target != layer and target not in ROWS[layer]:
        allowed = ", ".join(sorted(ROWS[layer])) or "nothing else"
        return f"layer {layer} may not include {target} ({included}); it may include: {allowed}"
    if layer == "isolation" and target == "isolation":
        return judge_requirement(root, path, included)
    return None


def judge_requirement(root, path, included):
    """A requirement's folder stands alone: what two of them need is one level up."""
    inner = path.relative_to(root / "src" / "isolation").parts
    wanted = included.split("/")[1:]
    if len(wanted) < 2:
        return None
    own = inner[0] if len(inner) > 1 else None
    if own == wanted[0]:
        return None
    if own is None:
        return None if path.suffix == ".cc" else f"a header of isolation/ may not include isolation/{wanted[0]}/"
    return f"isolation/{own} may not include isolation/{wanted[0]}: a requirement never leans on another's folder"


def check_cmake(root, report):
    path = root / "src" / "CMakeLists.txt"
    if not path.is_file():
        report.finding(path, 0, "missing: it links the layers")
        return
    text = path.read_text()
    found = {}
    for match in re.finditer(r"^bulkhead_layer\((\w+)\s*([^)]*)\)", text, re.M):
        depends = re.search(r"DEPENDS\s+((?:[a-z]+\s*)+)", match.group(2))
        found[match.group(1)] = set(depends.group(1).split()) if depends else set()
    for layer, row in ROWS.items():
        if found.get(layer) != row:
            linked = "is missing" if layer not in found else "links " + (", ".join(sorted(found[layer])) or "nothing")
            report.finding(path, 0, f"layer {layer} {linked}; its row is: {', '.join(sorted(row)) or 'nothing'}")


def main():
    root = root_argument(__doc__).parse_args().root
    report = Report("check-layers", root)
    check_includes(root, report)
    check_cmake(root, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
