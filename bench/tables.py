#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Print the figures that scripts/bench collected as tables.

Usage: tables.py FIGURES.csv

A line of the file is FLAVOUR,TABLE,ROW,COLUMN,FIGURE; a figure is a number of
guest instructions (of bytes in the table "memory"), or "-" where the kernel
refuses the filter.
"""
import csv
import sys


def read(path):
    """Return {table: [(flavour, row, column, figure or None)]}."""
    tables = {}
    with open(path, newline="") as f:
        for flavour, table, row, column, figure in csv.reader(f):
            value = None if figure == "-" else int(figure)
            tables.setdefault(table, []).append((flavour, row, column, value))
    return tables


def print_table(title, cells):
    """Print {(row, column): text}, rows and columns in their first order."""
    rows = list(dict.fromkeys(row for row, _ in cells))
    columns = list(dict.fromkeys(column for _, column in cells))
    print(f"\n{title}")
    width = max(len(row) for row in rows)
    print(" " * width + "".join(f"  {c:>15}" for c in columns))
    for row in rows:
        print(f"{row:<{width}}" + "".join(
            f"  {cells.get((row, c), ''):>15}" for c in columns))


def shown(value):
    return "-" if value is None else f"{value:,}"


def beside_flavours(figures, kind):
    """What a call costs under one kind of filter, by flavour."""
    return {(row, flavour): shown(value)
            for flavour, row, column, value in figures if column == kind}


def over_none(figures, flavour):
    """What each filter adds to a call, on one flavour."""
    base = {row: value for f, row, column, value in figures
            if f == flavour and column == "none"}
    return {(row, column): "-" if value is None else shown(value - base[row])
            for f, row, column, value in figures
            if f == flavour and column != "none"}


def plain(figures):
    return {(row, column): shown(value) for _, row, column, value in figures}


def main():
    tables = read(sys.argv[1])
    percall = tables["percall"]
    for kind in ("none", "BPF linear", "BPF tree"):
        print_table(f"instructions per call, {kind}", beside_flavours(percall, kind))
    for flavour in ("test", "preempt"):
        if any(f == flavour for f, *_ in percall):
            print_table(f"instructions per call over no filter, {flavour}",
                        over_none(percall, flavour))
    titles = {
        "comparisons": "instructions per call by comparisons in its rule",
        "install": "instructions to compile and install",
        "fork": "instructions of a vfork, beside those of its three checks",
        "memory": "memory",
    }
    for table, title in titles.items():
        if table in tables:
            print_table(title, plain(tables[table]))


if __name__ == "__main__":
    main()
