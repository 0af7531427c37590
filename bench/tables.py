#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Print the figures that scripts/bench collected as tables.

Usage: tables.py FIGURES.csv                the tables, and the targets
       tables.py --tables FIGURES.csv       the tables alone
       tables.py --targets FIGURES.csv      a line "ok" or "not ok" per target
       tables.py --guard RECORDED.csv FIGURES.csv
                                            the same per path that must not grow
       tables.py --compare FIGURES.csv FIGURES.csv
                                            the same for two runs being equal

A line of the file is FLAVOUR,TABLE,ROW,COLUMN,FIGURE. A figure is a number of
guest instructions (of bytes or events if the row or the table says so), or "-"
if the kernel refused the filter.
"""
import csv
import sys

# The cost of one call, which must be the same in each run
PER_CALL = ("percall", "growth", "comparisons", "alternatives", "compiled", "threads")
KINDS = ("BPF linear", "BPF tree")


def read(path):
    """Return {(flavour, table, row, column): figure or None}."""
    with open(path, newline="") as f:
        return {tuple(key): None if figure == "-" else int(figure)
                for *key, figure in csv.reader(f)}


def shown(value):
    return "-" if value is None else f"{value:,}"


# ---------------------------------------------------------------- tables

def print_table(title, cells):
    """Print {(row, column): text}, rows and columns in the order of their first cells."""
    rows = list(dict.fromkeys(row for row, _ in cells))
    columns = list(dict.fromkeys(column for _, column in cells))
    width = max(len(row) for row in rows)
    print(f"\n{title}")
    print(" " * width + "".join(f"  {c:>15}" for c in columns))
    for row in rows:
        print(f"{row:<{width}}" + "".join(
            f"  {cells.get((row, c), ''):>15}" for c in columns))


def beside_flavours(figures, kind):
    """The cost of a call under one kind of filter, by flavour."""
    return {(row, flavour): shown(value)
            for (flavour, table, row, column), value in figures.items()
            if table == "percall" and column == kind}


def over_none(figures, flavour, table):
    """The cost that each filter adds to a call, on one flavour."""
    cells = {}
    for (f, t, row, column), value in figures.items():
        if (f, t) == (flavour, table) and column != "none":
            none = figures[f, t, row, "none"]
            cells[row, column] = shown(None if value is None else value - none)
    return cells


def plain(figures, table):
    return {(row, column): shown(value)
            for (_, t, row, column), value in figures.items() if t == table}


def programs(figures, wanted="programs"):
    """{row: {column: figure}} of the whole programs"""
    rows = {}
    for (_, table, row, column), value in figures.items():
        if table == wanted:
            rows.setdefault(row, {})[column] = value
    return rows


def print_programs(figures):
    percent, each = {}, {}
    for row, of in programs(figures).items():
        none = of["none"]
        kinds = {kind: of[kind] - none for kind in KINDS + ("text",)}
        for kind, more in kinds.items():
            percent[row, kind] = f"{more / none:.3%}"
        percent[row, "noise"] = f"{of['noise'] / none:.3%}"
        best = min(kinds[kind] for kind in KINDS)
        percent[row, "text / BPF"] = f"{kinds['text'] / best:.2f}"
        each[row, "instructions"] = shown(none)
        each[row, "calls"] = shown(of["calls"])
        each[row, "conditional"] = shown(of["conditional"])
        each[row, "between calls"] = shown(none // of["calls"])
        for kind, more in kinds.items():
            each[row, kind + ", each"] = f"{more / of['calls']:.1f}"
        each[row, "noise, each"] = f"{of['noise'] / of['calls']:.1f}"
    print_table("whole programs: instructions over no filter", percent)
    print_table("whole programs: where they go, in instructions per system call", each)


def print_own_policies(figures):
    percent = {}
    for row, of in programs(figures, "policies").items():
        for kind in ("BPF compiled", "text"):
            percent[row, kind] = f"{(of[kind] - of['none']) / of['none']:.3%}"
        percent[row, "noise"] = f"{of['noise'] / of['none']:.3%}"
    print_table("servers under their own policies: instructions over no filter", percent)


def print_tables(figures):
    there = {(flavour, table) for flavour, table, *_ in figures}
    for kind in ("none",) + KINDS:
        if ("test", "percall") in there:
            print_table(f"instructions per call, {kind}", beside_flavours(figures, kind))
    for flavour in ("test", "preempt"):
        for table, words in (("percall", "by filter"),
                             ("comparisons", "by comparisons in its rule"),
                             ("alternatives", "by alternatives of an argument"),
                             ("compiled", "each rule with a comparison")):
            if (flavour, table) in there:
                print_table(f"instructions per call over no filter, {words}, {flavour}",
                            over_none(figures, flavour, table))
    titles = {
        "size": "what a policy is compiled to",
        "install": "instructions to compile and install",
        "fork": "instructions of a process, those of its three checks, and what it allocates",
        "memory": "memory",
        "threads": "instructions per call of threads on several CPUs that share a filter",
        "writes": "writes to the counter of a state",
        "shared": "10,000 processes that share a filter",
        "own": "2,000 processes with a filter each",
        "latency": "how late a real-time thread wakes up, worst of all shapes of policies",
    }
    for table, title in titles.items():
        if ("test", table) in there:
            print_table(title, plain(figures, table))
    if ("test", "programs") in there:
        print_programs(figures)
    if ("test", "policies") in there:
        print_own_policies(figures)


# ---------------------------------------------------------------- targets

class Targets:
    """Each method returns (the target, the measured figure, whether it is met)."""

    def __init__(self, figures):
        self.figures = figures

    def __getitem__(self, key):
        return self.figures[key]

    def rows(self, flavour, table, column):
        return {row: value for (f, t, row, c), value in self.figures.items()
                if (f, t, c) == (flavour, table, column)}

    def over(self, flavour, table, column):
        """{row: the cost that the filter adds}"""
        none = self.rows(flavour, table, "none")
        return {row: value - none[row]
                for row, value in self.rows(flavour, table, column).items()
                if row in none}

    def against_stock(self, column):
        stock = self.rows("stock", "percall", column)
        return max(value - stock[row]
                   for row, value in self.rows("test", "percall", column).items())

    def unfiltered(self):
        more = self.against_stock("none")
        return "unfiltered task, against stock: 0 more", f"{more:+}", more <= 0

    def bpf_only(self):
        more = max(self.against_stock(kind) for kind in KINDS)
        return "task with BPF only, against stock: at most 4 more", f"{more:+}", more <= 4

    def text_call(self, flavour, words):
        return max(value for row, value in self.over(flavour, "percall", "text").items()
                   if row.startswith(words))

    def call(self, words, bound):
        cost = self.text_call("test", words)
        return f"call, {words}: at most {bound}", f"{cost}", cost <= bound

    def no_condition(self):
        return self.call("no condition", 56)

    def one_comparison(self):
        return self.call("1 comparison", 82)

    def three_comparisons(self):
        return self.call("3 comparisons", 104)

    def each_further(self):
        costs = [(int(row.split()[0]), value)
                 for row, value in self.rows("test", "comparisons", "text").items()]
        steepest = max((c2 - c1) / (n2 - n1)
                       for (n1, c1), (n2, c2) in zip(costs, costs[1:]))
        return "each further comparison: at most 12", f"{steepest:.1f}", steepest <= 12

    def alternatives(self):
        bounds = {"4 alternatives": 95, "16 alternatives": 110, "64 alternatives": 125,
                  "256 alternatives": 140, "16 of each of two arguments": 160}
        costs = self.over("test", "alternatives", "text")
        measured = [costs[row] for row in bounds]
        return ("4, 16, 64, 256, 16 and 16 alternatives: at most 95, 110, 125, 140, 160",
                ", ".join(map(str, measured)),
                all(cost <= bound for cost, bound in zip(measured, bounds.values())))

    def alternatives_install(self):
        cost = self["test", "install", "a rule with 256 alternatives", "text"]
        # 498,599 when each was a step of its own
        return "installing 256 alternatives: less than before, 498,599", shown(cost), cost < 498599

    def growth(self):
        costs = {}
        for row, value in self.rows("test", "growth", "text").items():
            costs.setdefault(row.split(",")[0], []).append(value)
        more = max(max(values) - min(values) for values in costs.values())
        return "growth from 6 rules to every call: at most 2", f"{more}", more <= 2

    def preempt(self):
        bounds = {"no condition": 56, "1 comparison": 82, "3 comparisons": 104}
        costs = {words: self.text_call("preempt", words) for words in bounds}
        more = max(costs[words] - self.text_call("test", words) for words in bounds)
        met = all(costs[words] <= bound + 10 for words, bound in bounds.items())
        return ("with PREEMPT=y: at most 66, 92 and 114",
                ", ".join(map(str, costs.values())) + f" ({more:+})", met)

    def installing(self):
        cost = self["test", "install", "340 rules", "text"]
        return "installing 340 rules: under 700,000", shown(cost), cost < 700000

    def narrowing(self):
        whole = self["test", "install", "340 rules", "text"]
        cost = self["test", "install", "narrowing 340 rules by 1", "text"]
        return ("narrowing it by one rule: at most a fifth",
                f"{shown(cost)}, 1/{whole / cost:.1f}", cost * 5 <= whole)

    def memory(self):
        row = "bytes per process, 340 rules"
        text, *bpf = (self.over("test", "memory", kind)[row]
                      for kind in ("text",) + KINDS)
        bpf = min(bpf)
        return ("memory of 340 rules: at most a fifth of BPF's",
                f"{shown(text)}, 1/{bpf / text:.1f}", text * 5 <= bpf)

    def fork(self):
        costs = self.over("test", "fork", "text")
        more = costs["vfork + exit + wait"] - costs["3 calls without a condition"]
        return ("fork + exit beyond the calls' checks: at most 60", f"{more}", more <= 60)

    def allocations(self):
        costs = self.over("test", "fork", "text")
        if not costs:
            raise KeyError("fork")
        more = sum(value for row, value in costs.items() if row.startswith("kmem/"))
        return "fork: nothing allocated", f"{more:+}", more <= 0

    def both(self):
        text = self.over("test", "percall", "text")
        bpf = self.over("test", "percall", "BPF tree")
        less = min(text[row] + bpf[row] - value for row, value
                   in self.over("test", "percall", "text + BPF tree").items())
        return "BPF and text together: the sum less 40", f"less {less}", less >= 40

    def cpus(self):
        costs = self.rows("test", "threads", "text")
        more = max(value - costs[row.split(",")[0] + ", 1 CPU"]
                   for row, value in costs.items())
        return "2 and 4 CPUs that share a state: no growth", f"{more:+}", more <= 0

    def writes(self):
        """Each new thread takes a reference and drops it."""
        rows = self.rows("test", "writes", "text")
        if not rows:
            raise KeyError("writes")
        more = sum(value for row, value in rows.items() if "calls" in row) - 2 * 3
        return "writes to a shared state by calls: none", f"{more}", more == 0

    def latency(self):
        late = max(self.rows("test", "latency", "worst lateness").values())
        return "nothing keeps the CPU: under 1,000,000", shown(late), late < 1000000

    def whole_programs(self):
        """Against the better of libseccomp's two forms"""
        shares = [(of["text"] - of["none"]) / min(of[kind] - of["none"] for kind in KINDS)
                  for of in programs(self.figures).values()]
        return ("a whole program: text at most half of BPF's overhead in every row",
                f"{max(shares):.2f} at most", max(shares) <= 0.5)

    def compiled_size(self):
        size = self["test", "size", "340 rules, instructions of BPF", "BPF compiled"]
        return "340 rules compiled to BPF: at most 80 instructions", f"{size}", size <= 80

    def compiled_cached(self):
        mine, theirs = (max(value for row, value in self.over("stock", "percall", kind).items()
                            if row.startswith("no condition"))
                        for kind in ("BPF compiled", "BPF tree"))
        return ("compiled, no condition, on stock: no more than libseccomp's BPF",
                f"{mine}, {theirs}", mine <= theirs)

    def compiled_calls(self):
        each = max(self.over("test", "compiled", "BPF compiled").values())
        choice = self.over("test", "alternatives", "BPF compiled")["64 alternatives"]
        return ("compiled, 340 comparisons and 64 alternatives: at most 245 and 255",
                f"{each}, {choice}", each <= 245 and choice <= 255)

    def compiled_install(self):
        cost = self["test", "install", "340 rules", "BPF compiled"]
        return "compiling and loading 340 rules: under 2,000,000", shown(cost), cost < 2000000

    def all(self):
        """The targets that the figures cover, in the order above."""
        for name in ("unfiltered", "bpf_only", "no_condition", "one_comparison",
                     "three_comparisons", "each_further", "alternatives", "growth",
                     "preempt", "installing", "narrowing", "alternatives_install",
                     "memory", "fork", "allocations",
                     "both", "cpus", "writes", "latency", "whole_programs",
                     "compiled_size", "compiled_cached", "compiled_calls",
                     "compiled_install"):
            try:
                yield getattr(self, name)()
            except (KeyError, ValueError):
                pass


def print_targets(figures):
    cells = {}
    for asked, measured, met in Targets(figures).all():
        cells[asked, "measured"] = measured
        cells[asked, ""] = "met" if met else "NOT MET"
    print_table("targets, in instructions", cells)


# ---------------------------------------------------------------- verdicts

def verdict(good, words):
    print(("ok " if good else "not ok ") + words)
    return good


def judge_targets(figures):
    return all([verdict(met, f"target: {asked}: {measured}")
                for asked, measured, met in Targets(figures).all()])


def guard_bound(key, recorded):
    """The most that a figure may be; None if no code of ours has a part in it."""
    _, table, row, column = key
    if table in ("percall", "comparisons", "alternatives", "compiled"):
        return recorded + 5
    if table == "install" and column == "text":
        # A small install may find an empty slab, which costs some thousands.
        return max(recorded * 105 // 100, recorded + 5000)
    if table == "fork" and row.startswith("kmem/"):
        return recorded
    return None


def guard(recorded, figures):
    """No path has grown. There must be 50 paths at least."""
    verdicts = []
    for key, figure in figures.items():
        words = " ".join(key)
        if figure is None or guard_bound(key, 0) is None:
            continue
        if recorded.get(key) is None:
            verdicts.append(verdict(False, f"{words}: there is no recorded figure"))
            continue
        verdicts.append(verdict(figure <= guard_bound(key, recorded[key]),
                                f"{words}: {figure}, recorded {recorded[key]}"))
    return verdict(len(verdicts) >= 50, "there are figures to compare") and all(verdicts)


def may_differ(key, figure):
    """By how much two runs may differ, and why."""
    _, table, row, column = key
    if table in PER_CALL:
        return 1        # rounding
    if "bytes" in row:
        return 128      # whole pages, and some of other parts of the kernel
    if table in ("programs", "policies") and column in ("noise", "idle"):
        return 5000000  # what is left of a difference
    if column in KINDS and table.startswith("install"):
        return figure // 20 # the work of libseccomp depends on addresses
    return figure // 50


def compare(first, second):
    same = first.keys() == second.keys()
    bad, most = [], {}
    for key in first.keys() & second.keys():
        a, b = first[key], second[key]
        if a is None or b is None:
            good = a is b
        else:
            good = abs(a - b) <= may_differ(key, a)
            most[key[1]] = max(most.get(key[1], 0), abs(a - b))
        if not good:
            bad.append(f"{' '.join(key)}: {shown(a)} and {shown(b)}")
    for words in bad:
        verdict(False, words)
    for table, difference in most.items():
        print(f"# {table}: the two runs differ by {shown(difference)} at most")
    return verdict(same and not bad, "two runs give the same figures")


def main():
    match sys.argv[1:]:
        case ["--targets", path]:
            sys.exit(not judge_targets(read(path)))
        case ["--guard", recorded, path]:
            sys.exit(not guard(read(recorded), read(path)))
        case ["--compare", first, second]:
            sys.exit(not compare(read(first), read(second)))
        case ["--tables", path]:
            print_tables(read(path))
        case [path]:
            print_tables(read(path))
            print_targets(read(path))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
