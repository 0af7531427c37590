#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""export.py TOOL JUDGE HEADERS OUT POLICIES [FILE]... - see that what seccomp compile makes
of policies means the same: of POLICIES random ones, written to the folder OUT, and of FILEs.
FILE can be several policies to be stacked, joined by "+".

Three verdicts are compared on each of many calls: that of the policy, by the kernel's own
sources; that of the filter, run here; and that of the filter that libseccomp makes of the
OCI profile, run here. The arguments lie around everything that the filter compares with,
in both halves of the register, whatever the argument's width.

Prints a line for each file: "same N FILE", or the differences.
"""
import json
import os
import random
import struct
import subprocess
import sys

from same import ALLOW, MAX, NAMES, NUMBERS, TOOL, WIDTHS, Libseccomp, judge, run_filter

OUT, POLICIES, FILES = sys.argv[4], int(sys.argv[5]), sys.argv[6:]
X32 = 1 << 30
# So many calls of one number take long enough: a filter of libseccomp can be very long.
MAX_CALLS = 150


# random policies -----------------------------------------------------------

def constant(chance, width):
    """A number that an argument of this width can hold"""
    bits = 8 * abs(width)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if width < 0 else (0, (1 << bits) - 1)
    value = chance.choice([chance.randrange(8), 1 << chance.randrange(bits),
                           (1 << chance.randrange(1, bits)) - 1, chance.getrandbits(bits),
                           low, high, high - chance.randrange(3), -1])
    return min(max(value, low), high)


def comparison(chance, widths):
    arg = chance.randrange(len(widths))
    op = chance.choice(["==", "==", "!=", "<", "<=", ">", ">=", "&", "&"])
    value = constant(chance, widths[arg])
    if op == "&":
        high = (1 << 8 * abs(widths[arg]) - (widths[arg] < 0)) - 1
        value = min(abs(value) or 1, high)
    return f"a{arg} {op} {value}"


def expression(chance, widths, depth=0):
    if depth == 3 or chance.random() < 0.4:
        return comparison(chance, widths)
    if chance.random() < 0.2:
        return f"!({expression(chance, widths, depth + 1)})"
    parts = [expression(chance, widths, depth + 1) for _ in range(chance.randrange(2, 4))]
    return "(" + chance.choice([" && ", " || "]).join(parts) + ")"


ACTIONS = ["kill", "kill_thread", "trap", "errno EPERM", "errno 1001", "trace 7", "trace", "log"]


def random_policy(chance):
    lines = ["# random", "foreign: kill_thread", "getpid: 1"]
    if chance.random() < 0.3:
        lines.append("unlisted: 1")
    if chance.random() < 0.7:
        lines.append("on_violation: " + chance.choice(ACTIONS))
    for nr in chance.sample(sorted(WIDTHS), chance.randrange(1, 12)):
        if not WIDTHS[nr]:
            continue
        for _ in range(chance.choice([1, 1, 1, 2])):
            kind = chance.random()
            what = "1" if kind < 0.1 else "0" if kind < 0.2 else expression(chance, WIDTHS[nr])
            action = "; " + chance.choice(ACTIONS) if what != "1" and chance.random() < 0.4 else ""
            lines.append(f"{NAMES[nr]}: {what}{action}")
    return "\n".join(lines) + "\n"


# calls ----------------------------------------------------------------------

def follow(program, nr):
    """The pairs of an argument's word and a number that the filter can compare for a call"""
    found, seen, waiting = set(), set(), [(0, None)]
    while waiting:
        pc, word = waiting.pop()
        if (pc, word) in seen:
            continue
        seen.add((pc, word))
        code, jt, jf, k = program[pc]
        if code == 0x20:
            waiting.append((pc + 1, k))
        elif code == 0x54:
            found.add((word, k))
            waiting.append((pc + 1, word))
        elif code == 0x05:
            waiting.append((pc + 1 + k, word))
        elif code != 0x06:
            if word >= 16:
                found.add((word, k))
                waiting += [(pc + 1 + jt, word), (pc + 1 + jf, word)]
            else:
                data = nr if word == 0 else 0xC000003E
                yes = {0x15: data == k, 0x25: data > k, 0x35: data >= k, 0x45: data & k}[code]
                waiting.append((pc + 1 + (jt if yes else jf), word))
    return {(word, k) for word, k in found if word >= 16}


def around(value):
    """32-bit numbers close to one, and its bits"""
    found = {0, 1, value - 1, value, value + 1, ~value, 0xFFFFFFFF, 0x80000000, 0x7FFFFFFF}
    for bit in range(32):
        found |= {1 << bit, value ^ 1 << bit}
    return sorted({number & 0xFFFFFFFF for number in found})


def calls_to(nr, program, chance):
    """Calls of a number with arguments around all that the filter compares them with"""
    words, near = {}, {}
    for word, value in sorted(follow(program, nr)):
        words.setdefault(word, set()).update(around(value))
        near.setdefault(word, [0]).extend((value + i) & 0xFFFFFFFF for i in (-1, 0, 1))
    words = {word: sorted(values) for word, values in words.items()}
    calls = {(0,) * 6, (MAX,) * 6}
    for word, values in words.items():
        for value in values:
            for _ in range(3 if len(words) > 1 else 1):
                halves = {w: chance.choice(v) for w, v in words.items()}
                halves[word] = value
                calls.add(tuple(
                    halves.get(16 + 8 * i, chance.choice([0, 0xFFFFFFFF])) |
                    halves.get(20 + 8 * i, chance.choice([0, 0, 0xFFFFFFFF, 1])) << 32
                    for i in range(6)))
    picked = set(chance.sample(sorted(calls), min(len(calls), MAX_CALLS)))
    # Few of those meet all conditions but one.
    for _ in range(MAX_CALLS if near else 0):
        halves = {word: chance.choice(values) for word, values in near.items()}
        picked.add(tuple(halves.get(16 + 8 * i, 0) | halves.get(20 + 8 * i, 0xFFFFFFFF) << 32
                         for i in range(6)))
    return [(nr, args) for args in sorted(picked)]


def same(name, said, wanted, calls):
    bad = [(c, s, w) for c, s, w in zip(calls, said, wanted) if s != w]
    for (nr, args), is_, should in bad[:5]:
        print(f"    {name}: call {nr} {[hex(a) for a in args]}: {is_:#x}, not {should:#x}")
    return not bad


def compile_to(form, path, out):
    return subprocess.run([TOOL, "compile", *form, "-o", out, *path.split("+")], text=True,
                          stderr=subprocess.PIPE)


def compare(path):
    raw, profile = os.path.join(OUT, "filter"), os.path.join(OUT, "profile.json")
    result = compile_to([], path, raw)
    result = result if result.returncode else compile_to(["--oci"], path, profile)
    if result.returncode:
        print(f"refused {result.returncode} {path}: {' '.join(result.stderr.split())}")
        # Random conditions can take very many entries; that is said, and all right.
        return result.returncode == 1 and "a profile would take more than" in result.stderr
    with open(raw, "rb") as file:
        program = list(struct.iter_unpack("<HBBI", file.read()))
    source, chance = Libseccomp(profile, None, []), random.Random(os.path.basename(path))
    calls = [call for nr in sorted(WIDTHS) for call in calls_to(nr, program, chance)]
    calls += [(nr, (0,) * 6) for nr in (400, 500, 4095, X32 - 1, MAX >> 32)]
    wanted = judge(path, [(nr - (nr >> 31 << 32), args) for nr, args in calls])
    # 335 and 336 are uretprobe and uprobe, which the kernel itself makes: libseccomp 2.5.4
    # has no names for them
    known = [(c, w) for c, w in zip(calls, wanted) if c[0] <= 450 and c[0] not in (335, 336)]
    okay = same("filter", [run_filter(program, nr, args) for nr, args in calls], wanted, calls)
    okay &= same("profile", [source.verdict(nr, args) for (nr, args), _ in known],
                 [w for _, w in known], [c for c, _ in known])
    if not source.verdict(X32, (0,) * 6) == judge(path, [("i386:4", (0,) * 6)])[0] == 0:
        print(f"    calls of other ABIs differ: {path}")
        okay = False
    print(f"{'same' if okay else 'different'} {len(calls)} {path}")
    return okay


def main():
    chance, paths = random.Random(19), list(FILES)
    for number in range(POLICIES):
        paths.append(os.path.join(OUT, f"random-{number}.policy"))
        with open(paths[-1], "w") as file:
            file.write(random_policy(chance))
    return not all([compare(path) for path in paths])


if __name__ == "__main__":
    sys.exit(main())
