#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""extract.py trace_events_filter.c - the parts of it that trace_filter_create()
is made of, as a C file that compiles in user space over fuzz/stubs. Every part
must be there exactly once; that nothing is missing is for the compiler to say.
"""
import re
import sys


def function(name):
    """A definition, from its return type to its closing brace"""
    return (name + "()",
            r"^(?:static |struct |enum |int |bool |void )[^;{}()]*"
            rf"\b{name}\([^;{{}}]*\)\n\{{\n.*?^\}}\n")


def block(start, end=r"^\};\n"):
    """From a line that begins with @start to the end of what @end matches"""
    return start, rf"^{start}.*?{end}"


PARTS = (
    block(r"#define OPS\b", r"^static const char ?\* ?(?:const )?ops\[\] = [^;]*;\n"),
    block(r"enum filter_pred_fn \{"),
    block(r"struct filter_pred \{"),
    block(r"#define ERRORS\b", r"^enum \{ ERRORS \};\n"),
    function("is_not"),
    block(r"struct prog_entry \{"),
    function("update_preds"),
    block(r"struct filter_parse_error \{"),
    function("parse_error"),
    block(r"typedef int \(\*parse_pred_fn\)", r";\n"),
    block(r"enum \{\n\tINVERT\b"),
    function("free_predicate"),
    function("predicate_parse"),
    function("free_prog_entries"),
    function("calc_stack"),
    block(r"/\*\n \* Filters for callers other than trace events",
          r"(?=^#ifdef CONFIG_PERF_EVENTS\n)"),
)


def main():
    path = sys.argv[1]
    with open(path, encoding="utf-8") as file:
        text = file.read()

    found = []
    for name, part in PARTS:
        matches = list(re.finditer(part, text, re.M | re.S))
        if len(matches) != 1:
            sys.exit(f"extract.py: {path}: {name} is there {len(matches)} times, not once")
        found.append(matches[0])
    found.sort(key=lambda match: match.start())
    for one, next_one in zip(found, found[1:]):
        if one.end() > next_one.start():
            sys.exit(f"extract.py: {path}: two parts overlap: {next_one.group()[:70]}")
    if not re.search(function("trace_filter_create")[1], found[-1].group(), re.M | re.S):
        sys.exit(f"extract.py: {path}: the last part lacks trace_filter_create()")

    print("#include <linux/trace_filter.h>")
    print("#include <linux/engine.h>")
    for match in found:
        line = text.count("\n", 0, match.start()) + 1
        print(f'#line {line} "{path}"')
        print(match.group(), end="")


if __name__ == "__main__":
    main()
