#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""same.py TOOL JUDGE HEADERS OUT FORMAT FILE... - convert policies of others and see
that the text means the same. FILE may end in "@DOCUMENT", and in "+CAP_X" for each
capability. The texts are left in the folder OUT.

The text's verdicts on some thousand calls are compared with those of an independent
reading of the source: for oci, the filter that libseccomp makes of it, run here; for
the other formats, a reading written for this, which knows what these policies use. The arguments lie around every
constant that the source compares with.

An argument which the kernel reads at less than 64 bits is given clean: filled up with
zeros, or, if it is negative, also with ones. What the other format says of either is
right then, as the kernel sees the same number.

Prints a line for each file: "same N FILE", or "refused WHY", or the differences.
"""
import ctypes
import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

TOOL, JUDGE, HEADERS, OUT, FORMAT = sys.argv[1:6]
FILES = sys.argv[6:]
LATER = os.path.join(os.path.dirname(__file__),
                     "../../linux/tools/seccomp/language/later.h")
KERNEL = (6, 12)
MAX = (1 << 64) - 1
ALLOW, LOG, TRACE = 0x7FFF0000, 0x7FFC0000, 0x7FF00000
ERRNO, TRAP, KILL_THREAD, KILL = 0x50000, 0x30000, 0, 0x80000000


def call_table():
    """number -> (name, widths) and name -> number, as <asm/unistd_64.h> has them, and
    calls of later kernels"""
    widths, numbers = {}, {}
    for line in subprocess.check_output([JUDGE], text=True).splitlines():
        nr, _, *args = line.split()
        widths[int(nr)] = [int(a) for a in args]
    with open(os.path.join(HEADERS, "asm/unistd_64.h")) as header:
        for line in header:
            match = re.match(r"#define __NR_(\w+) (\d+)", line)
            if match:
                numbers[match[1]] = int(match[2])
    with open(LATER) as table:
        for line in table:
            match = re.match(r"LATER\((\d+), sys_(\w+),", line)
            if match:
                numbers.setdefault(match[2], int(match[1]))
    return widths, numbers


WIDTHS, NUMBERS = call_table()
NAMES = {number: name for name, number in NUMBERS.items()}


def constants(names):
    """The values that a C compiler gives to names"""
    headers = """sys/types.h sys/mman.h sys/socket.h fcntl.h signal.h sched.h sys/mount.h
        linux/mman.h linux/prctl.h linux/fs.h linux/random.h linux/sockios.h asm/ioctls.h
        asm/termbits.h linux/loop.h linux/fd.h linux/sched.h linux/errno.h linux/seccomp.h
        linux/if_tun.h sys/stat.h linux/vm_sockets.h"""
    source = "#define _GNU_SOURCE\n#include <stdio.h>\n"
    source += "".join(f"#include <{h}>\n" for h in headers.split())
    source += "int main(void) {\n"
    for name in names:
        source += f'#ifdef {name}\nprintf("{name} %lld\\n", (long long)({name}));\n#endif\n'
    source += "}\n"
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "p")
        subprocess.run(["gcc", "-w", "-isystem", HEADERS, "-x", "c", "-", "-o", program],
                       input=source, text=True, check=True)
        lines = subprocess.check_output([program], text=True).splitlines()
    # newer than the headers, but not than some policies
    newer = {"MADV_GUARD_INSTALL": 102, "MADV_GUARD_REMOVE": 103, "PR_GET_AUXV": 0x41555856}
    values = {name: newer[name] for name in names if name in newer}
    values.update({line.split()[0]: int(line.split()[1]) & MAX for line in lines})
    return values


def unshared(spaces):
    """The flags of unshare for namespaces: there, 0x100000 is CLONE_NEWNS as well."""
    return spaces | (0x100000 if spaces & 0x20000 else 0)


class Refused(Exception):
    """The independent reading cannot read the source either."""


# libseccomp ---------------------------------------------------------------

class Compare(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int),
                ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


OPS = {"SCMP_CMP_" + name: i + 1 for i, name in
       enumerate(["NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ"])}


def run_filter(program, nr, args):
    """What a filter of classic BPF returns"""
    data = struct.pack("<IIQ6Q", nr & 0xFFFFFFFF, 0xC000003E, 0, *args)
    a, pc = 0, 0
    while True:
        code, jt, jf, k = program[pc]
        pc += 1
        if code == 0x20:        # ld [k]
            a = struct.unpack_from("<I", data, k)[0]
        elif code == 0x54:      # and
            a &= k
        elif code == 0x05:      # ja
            pc += k
        elif code == 0x15:
            pc += jt if a == k else jf
        elif code == 0x25:
            pc += jt if a > k else jf
        elif code == 0x35:
            pc += jt if a >= k else jf
        elif code == 0x45:
            pc += jt if a & k else jf
        elif code == 0x06:
            return k
        else:
            raise ValueError(f"opcode {code:#x}")


class Libseccomp:
    """An OCI profile as runc gives it to libseccomp"""
    lib = ctypes.CDLL("libseccomp.so.2")
    lib.seccomp_init.restype = ctypes.c_void_p
    lib.seccomp_init.argtypes = [ctypes.c_uint32]
    lib.seccomp_rule_add_array.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int,
                                           ctypes.c_uint, ctypes.c_void_p]
    lib.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]

    def __init__(self, path, document, caps):
        self.caps, self.interesting = caps, {}
        with open(path) as file:
            text = file.read()
        if text.lstrip().startswith("{"):
            profile = json.loads(text)
            profile = profile.get("linux", {}).get("seccomp", profile)
        else:
            import yaml
            profile = next(d["spec"] for d in yaml.safe_load_all(text)
                           if document in (None, d["metadata"]["name"]))
        self.default = self.action(profile["defaultAction"], profile.get("defaultErrno"),
                                   profile.get("defaultErrnoRet"))
        self.context = self.lib.seccomp_init(self.default)
        for entry in profile.get("syscalls", []):
            self.add(entry)
        self.program = self.export()

    @staticmethod
    def action(name, errno_name, errno):
        if errno_name:
            errno = constants([errno_name])[errno_name]
        data = 1 if errno is None else errno
        return {"KILL": KILL_THREAD, "KILL_THREAD": KILL_THREAD, "KILL_PROCESS": KILL,
                "TRAP": TRAP, "ALLOW": ALLOW, "LOG": LOG, "ERRNO": ERRNO | data,
                "TRACE": TRACE | data}[name.removeprefix("SCMP_ACT_")]

    def is_meant(self, entry):
        includes, excludes = entry.get("includes") or {}, entry.get("excludes") or {}
        if not set(includes.get("caps") or []) <= set(self.caps):
            return False
        if tuple(map(int, includes.get("minKernel", "0.0").split("."))) > KERNEL:
            return False
        if includes.get("arches") and "amd64" not in includes["arches"]:
            return False
        if set(excludes.get("caps") or []) & set(self.caps):
            return False
        return "amd64" not in (excludes.get("arches") or []) and "minKernel" not in excludes

    def add(self, entry):
        action = self.action(entry["action"], entry.get("errno"), entry.get("errnoRet"))
        if not self.is_meant(entry) or action == self.default:
            return
        args = entry.get("args") or []
        tests = [(a["index"], OPS[a["op"]], a["value"], a.get("valueTwo") or 0) for a in args]
        repeated = len({t[0] for t in tests}) < len(tests)
        for name in entry.get("names") or [entry["name"]]:
            if name not in NUMBERS:
                continue
            for test in tests:
                self.interesting.setdefault(NUMBERS[name], []).append((test[0], test[2]))
                self.interesting[NUMBERS[name]].append((test[0], test[3]))
            for group in ([[t] for t in tests] if repeated else [tests]):
                array = (Compare * max(len(group), 1))(*[Compare(*t) for t in group])
                error = self.lib.seccomp_rule_add_array(self.context, action, NUMBERS[name],
                                                        len(group), ctypes.byref(array))
                if error:
                    raise Refused(f"libseccomp: {os.strerror(-error)}: {name}")

    def export(self):
        with tempfile.TemporaryFile() as file:
            if self.lib.seccomp_export_bpf(self.context, file.fileno()):
                raise Refused("libseccomp exports no filter")
            file.seek(0)
            code = file.read()
        return list(struct.iter_unpack("<HBBI", code))

    def verdict(self, nr, args):
        return run_filter(self.program, nr, args)


# minijail -----------------------------------------------------------------

class Minijail:
    """A policy as minijail0 reads it"""
    def __init__(self, path, *_):
        self.interesting, self.calls, self.default = {}, {}, KILL
        self.path, self.values = path, {}
        lines = self.read(path, 0)
        names = sorted({w for line in lines for w in re.findall(r"\b[A-Z_][A-Z0-9_]+\b", line)})
        self.values = constants(names)
        for line in lines:
            self.add(line)

    def read(self, path, depth):
        with open(path) as file:
            text = re.sub(r"#.*", "", file.read())
        text = re.sub(r"\\[ \t]*\n", " ", text)
        lines = []
        for line in text.splitlines():
            words = line.split()
            if words and words[0] == "@include":
                beside = os.path.join(os.path.dirname(path), os.path.basename(words[1]))
                if os.path.exists(beside) and depth < 10:
                    lines += self.read(beside, depth + 1)
            elif words and words[0] != "@frequency":
                lines.append(line.strip())
        return lines

    def add(self, line):
        if line.startswith("@default"):
            self.default = self.action(line.split(None, 1)[1])
            return
        if line.startswith("@denylist"):
            self.default = ALLOW
            return
        names, rest = (part.strip() for part in line.split(":", 1))
        for name in re.findall(r"\w+(?:\[arch=[\w,]*\])?", names):
            name, _, arch = name.rstrip("]").partition("[arch=")
            if name in NUMBERS and (not arch or "x86_64" in arch.split(",")):
                self.add_filter(NUMBERS[name], rest)

    def add_filter(self, nr, rest):
        if rest.startswith("{"):
            for single in rest.strip("{} ").split(","):
                test, _, action = (part.strip() for part in single.partition(";"))
                if not test.startswith("arg"):
                    test, action = "", test
                self.add_test(nr, test, self.action(action or "allow"), None)
            return
        otherwise = None
        rest, *error = (part.strip() for part in rest.split(";"))
        if error:
            otherwise = self.action(error[0])
        if rest.startswith("arg"):
            self.add_test(nr, rest, ALLOW, otherwise)
        else:
            self.add_test(nr, "", self.action(rest), None)

    def add_test(self, nr, text, action, otherwise):
        test = [[self.atom(atom, nr) for atom in group.split("&&")]
                for group in text.split("||")] if text else [[]]
        self.calls.setdefault(nr, []).append((test, action, otherwise))

    def action(self, text):
        words = text.split()
        if words[0] == "return":
            return ERRNO | (int(words[1], 0) if words[1].isdigit() else
                            constants([words[1]])[words[1]])
        return {"1": ALLOW, "allow": ALLOW, "kill": KILL, "kill-process": KILL,
                "kill-thread": KILL_THREAD, "trap": TRAP, "log": LOG, "trace": TRACE}[words[0]]

    def atom(self, text, nr):
        match = re.match(r"\s*arg(\d)\s*(==|!=|<=|>=|<|>|&|in\b)(.*)", text)
        value = self.value(match[3])
        self.interesting.setdefault(nr, []).append((int(match[1]), value))
        return int(match[1]), match[2], value

    def value(self, text):
        python = re.sub(r"\b0([0-7]+)\b", r"0o\1", text)
        for name in re.findall(r"\b[A-Z_][A-Z0-9_]+\b", python):
            if name not in self.values:
                raise Refused(f"the headers do not know {name}")
        python = re.sub(r"\b[A-Z_][A-Z0-9_]+\b", lambda m: str(self.values[m[0]]), python)
        return eval(python, {}) & MAX

    @staticmethod
    def holds(atom, args):
        index, op, value = atom
        arg = args[index]
        return {"==": arg == value, "!=": arg != value, "<": arg < value, ">": arg > value,
                "<=": arg <= value, ">=": arg >= value, "&": bool(arg & value),
                "in": not arg & ~value}[op]

    def verdict(self, nr, args):
        for test, action, otherwise in self.calls.get(nr, []):
            if any(all(self.holds(atom, args) for atom in group) for group in test):
                return action
            if otherwise is not None:
                return otherwise
        return self.default


# systemd ------------------------------------------------------------------

class Systemd:
    """A unit: the allow list, and the other settings by what their man page says"""

    def __init__(self, path, *_):
        self.interesting, self.allowed, self.error, self.on = {}, None, KILL, set()
        self.families, self.sets = None, self.read_sets()
        with open(path) as file:
            for line in file:
                key, _, value = line.strip().partition("=")
                self.setting(key, value)
        self.interesting = {
            NUMBERS["socket"]: [(0, f) for f in range(45)],
            NUMBERS["mmap"]: [(2, p) for p in range(8)],
            NUMBERS["mprotect"]: [(2, p) for p in range(8)],
            NUMBERS["shmat"]: [(2, 0o100000)],
            NUMBERS["personality"]: [(0, 0), (0, 8), (0, 0xffffffff)],
            NUMBERS["sched_setscheduler"]: [(1, p) for p in range(8)],
            NUMBERS["clone"]: [(0, 1 << b) for b in range(34)],
            NUMBERS["unshare"]: [(0, 1 << b) for b in range(34)],
            NUMBERS["setns"]: [(1, 1 << b) for b in range(34)],
            NUMBERS["chmod"]: [(1, 1 << b) for b in range(13)],
            NUMBERS["openat"]: [(2, 0o100), (3, 0o4000), (3, 0o2000)],
        }

    @staticmethod
    def read_sets():
        sets, name = {}, None
        for line in subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter"], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   check=True).stdout.splitlines():
            line = re.sub("\x1b[^m]*m", "", line)
            if line.startswith("@"):
                name = line.strip()
                sets[name] = set()
            elif name and line.startswith("    ") and not line.strip().startswith("#"):
                sets[name].add(line.strip())
        return sets

    def expand(self, word):
        if not word.startswith("@"):
            return {word}
        return set().union(*(self.expand(w) for w in self.sets[word]))

    def setting(self, key, value):
        if key == "SystemCallFilter":
            assert self.allowed is None and not value.startswith("~")
            self.allowed = self.expand("@default").union(*(self.expand(w) for w in value.split()))
            self.allowed = {NUMBERS[n] for n in self.allowed if n in NUMBERS}
        elif key == "SystemCallErrorNumber":
            self.error = ERRNO | {"EPERM": 1}[value]
        elif key == "RestrictAddressFamilies":
            self.families = set(constants(value.split()).values())
        elif value == "yes":
            self.on.add(key)

    def limit(self, name, args):
        """The error of the settings beside the list, or 0"""
        spaces = 0x7e020000
        suid = 0o6000
        if name == "socket" and self.families is not None and args[0] not in self.families:
            return 97
        if "MemoryDenyWriteExecute" in self.on:
            if name == "mmap" and args[2] & 6 == 6 or \
               name in ("mprotect", "pkey_mprotect") and args[2] & 4 or \
               name == "shmat" and args[2] & 0o100000:
                return 1
        if "LockPersonality" in self.on and name == "personality" and args[0]:
            return 1
        if "RestrictRealtime" in self.on and name == "sched_setscheduler" and \
           args[1] not in (0, 3, 5):
            return 1
        if "RestrictNamespaces" in self.on:
            if name == "clone3":
                return 38
            if name == "clone" and args[0] & spaces or \
               name == "unshare" and args[0] & unshared(spaces) or name == "setns":
                return 1
        if "RestrictSUIDSGID" in self.on:
            mode = {"chmod": 1, "fchmod": 1, "fchmodat": 2, "fchmodat2": 2, "mkdir": 1,
                    "mkdirat": 2, "mknod": 1, "mknodat": 2, "creat": 1}.get(name)
            if mode and args[mode] & suid:
                return 1
            if name == "openat2":
                return 38
            if name == "open" and args[1] & 0o100 and args[2] & suid or \
               name == "openat" and args[2] & 0o100 and args[3] & suid:
                return 1
        return 0

    def verdict(self, nr, args):
        if nr not in self.allowed:
            return self.error
        name = NAMES.get(nr, "")
        error = self.limit(name, args)
        return ERRNO | error if error else ALLOW


# kafel --------------------------------------------------------------------

class Kafel:
    """Policies of kafel, by translating their expressions to Python"""
    declared = ("fd", "buf", "count")

    def __init__(self, path, *_):
        self.interesting, self.rules, self.policies = {}, [], {}
        self.default, self.constants = KILL_THREAD, {}
        text = self.read(path)
        self.statements(text, self.rules)

    def read(self, path):
        with open(path) as file:
            text = file.read()
        if "seccomp_string" in text:
            text = "\n".join("".join(a or b for a, b in
                             re.findall(r'"([^"]*)"|\'([^\']*)\'', line))
                             for line in text.splitlines()
                             if line.startswith("seccomp_string"))
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        text = re.sub(r"//[^\n]*", "", text)
        for name in re.findall(r'#include "(.*)"', text):
            text = self.read(os.path.join(os.path.dirname(path), name)) + text
        for name, value in re.findall(r"#define (\w+)\s+(\S+)", text):
            self.constants[name] = int(value, 0) & MAX
        return re.sub(r"#.*", "", text)

    @staticmethod
    def block(text):
        """The inside of the braces that the text begins with, and what follows"""
        depth = 0
        for i, c in enumerate(text):
            depth += (c == "{") - (c == "}")
            if not depth:
                return text[1:i], text[i + 1:]
        raise Refused("braces")

    def action(self, text):
        name, _, data = text.partition("(")
        data = int(data.rstrip(") ") or "0", 0)
        return {"ALLOW": ALLOW, "LOG": LOG, "KILL": KILL_THREAD, "DENY": KILL_THREAD,
                "KILL_THREAD": KILL_THREAD, "KILL_PROCESS": KILL, "ERRNO": ERRNO | data,
                "TRAP": TRAP | data, "TRACE": TRACE | data}[name.strip()]

    def statements(self, text, rules):
        while text.strip(" \t\n,"):
            text = text.strip(" \t\n,")
            match = re.match(r"POLICY\s+(\w+)\s*", text)
            if match:
                inside, text = self.block(text[match.end():])
                self.policies[match[1]] = []
                self.statements(inside, self.policies[match[1]])
                continue
            match = re.match(r"USE\s+", text)
            if match:
                text = text[match.end():]
                while True:
                    match = re.match(r"\s*,?\s*(\w+)", text)
                    if not match or match[1] not in self.policies:
                        break
                    rules += self.policies[match[1]]
                    text = text[match.end():]
                continue
            match = re.match(r"DEFAULT\s+(\w+(?:\s*\(\w+\))?)", text)
            if match:
                self.default = self.action(match[1])
                text = text[match.end():]
                continue
            match = re.match(r"(\w+\s*(?:\(\s*\w+\s*\))?)\s*", text)
            inside, text = self.block(text[match.end():])
            self.rules_of(self.action(match[1]), inside, rules)

    def rules_of(self, action, text, rules):
        while text.strip(" \t\n,"):
            text = text.strip(" \t\n,")
            match = re.match(r"(\w+)(?:\[(-?\d+)\])?\s*(\([^)]*\))?\s*"
                             r"(ON\s+(?:\w+|{[^}]*}))?\s*", text)
            text, condition = text[match.end():], ""
            if text.startswith("{"):
                condition, text = self.block(text)
            if match[4] and "x86_64" not in match[4]:
                continue
            number = int(match[2]) if match[2] else self.constants.get(match[1])
            for name in (match[1], match[1].removeprefix("new"), match[1] + "2"):
                if number is None:
                    number = NUMBERS.get(name)
            names = re.findall(r"\w+", match[3] or "") or ARGUMENTS.get(match[1], [])
            rules.append((number, self.compile(number, condition, names), action))

    def compile(self, number, text, names):
        if not text.strip():
            return None
        words = set(re.findall(r"[A-Za-z_]\w*", re.sub(r"0[xb]\w+", "", text))) - set(names)
        values = {**constants(sorted(words - set(self.constants))), **self.constants}
        for word in words:
            text = re.sub(rf"\b{word}\b", str(values[word]), text)
        text = re.sub(r"\b0(\d+)\b", r"0o\1", text)
        for i, name in enumerate(names):
            for match in re.findall(rf"\b{name}\b[^&|]*?[=<>&]+\s*\(?(\w+)", text):
                self.interesting.setdefault(number, []).append((i, int(match, 0)))
            self.interesting.setdefault(number, []).append((i, 3))
            text = re.sub(rf"\b{name}\b", f"a[{i}]", text)
        text = text.replace("&&", " and ").replace("||", " or ").replace(",", " or ")
        text = re.sub(r"!(?!=)", " not ", text)
        return eval("lambda a: " + " ".join(text.split()), {})

    def verdict(self, nr, args):
        for number, condition, action in self.rules:
            if number == nr and (condition is None or condition(args)):
                return action
        return self.default


# The names of arguments that policies use without declaring them
ARGUMENTS = {
    "read": ["fd", "buf", "count"], "write": ["fd", "buf", "count"],
    "open": ["filename", "flags", "mode"], "lseek": ["fd", "offset", "whence"],
    "fcntl": ["fd", "cmd", "arg"], "mmap": ["addr", "len", "prot", "flags"],
    "openat": ["dfd", "filename", "flags", "mode"],
}


# firejail -----------------------------------------------------------------

class Firejail:
    """A profile, as firejail-profile(5) says"""

    def __init__(self, path, *_):
        self.sets, self.families, self.drop, self.on = {}, None, {}, set()
        self.keep, self.error, usual = None, ERRNO | 1, False
        with open(os.path.join(OUT, "sets")) as file:
            for line in file:
                name, _, words = line.strip().partition("=")
                self.sets[name] = words.split(",")
        lines, ignored = self.read(path), []
        for line in lines:
            key, _, words = line.partition(" ")
            if key == "ignore":
                ignored.append(words)
            elif any((line + " ").startswith(i + " ") for i in ignored):
                continue
            elif key == "protocol":
                self.families = (self.families or set()) | {
                    {"unix": 1, "inet": 2, "inet6": 10, "netlink": 16, "packet": 17,
                     "bluetooth": 31}[w] for w in words.split(",")}
            elif key == "seccomp-error-action":
                self.error = {"kill": KILL_THREAD, "log": LOG, "ENOSYS": ERRNO | 38}[words]
            elif key == "seccomp":
                usual = words
            elif key in ("seccomp.drop", "seccomp.keep"):
                self.on.add(key)
                setattr(self, key[8:], words)
            else:
                self.on.add(line)
        drop = self.drop if isinstance(self.drop, str) else ""
        self.drop = self.expand("@default-nodebuggers," + usual if usual is not False else drop)
        self.keep = self.expand(self.keep) if self.keep else None
        self.interesting = {NUMBERS["socket"]: [(0, f) for f in range(45)],
                            NUMBERS["personality"]: [(0, 8), (0, 0xffffffff)],
                            NUMBERS["mmap"]: [(2, p) for p in range(8)],
                            NUMBERS["mprotect"]: [(2, p) for p in range(8)],
                            NUMBERS["clone"]: [(0, 1 << b) for b in range(34)],
                            NUMBERS["setns"]: [(1, 1 << b) for b in range(34)]}

    def read(self, path):
        lines = []
        with open(path) as file:
            for line in file:
                line = line.partition("#")[0].strip()
                beside = os.path.join(os.path.dirname(path), line.removeprefix("include "))
                if not line.startswith("include "):
                    lines.append(line)
                elif os.path.exists(beside):
                    lines += self.read(beside)
        return lines

    def names(self, words):
        found, gone = {}, set()
        for word in filter(None, words.split(",")):
            name, _, error = word.partition(":")
            if name.startswith("!"):
                gone.add(name[1:])
            elif name.startswith("@"):
                found.update(self.names(",".join(self.sets[name])))
            else:
                found[name] = ERRNO | {"ENOSYS": 38}[error] if error else self.error
        return {n: e for n, e in found.items() if n not in gone}

    def expand(self, words):
        return {NUMBERS[n]: e for n, e in self.names(words).items() if n in NUMBERS}

    def limits(self, name, args):
        """What the other filters say"""
        if self.families is not None and name == "socket" and args[0] not in self.families:
            yield ERRNO | 95
        if "seccomp.block-secondary" in self.on and name == "personality" and \
           args[0] not in (0, 0xffffffff):
            yield self.error
        if "memory-deny-write-execute" in self.on and (
                name == "mmap" and args[2] & 6 == 6 or
                name in ("mprotect", "pkey_mprotect") and args[2] & 4 or
                name == "shmat" and args[2] & 0o100000 or name == "memfd_create"):
            yield self.error
        spaces = 0x7e020080 if "restrict-namespaces" in self.on else \
            0x50000000 if "restrict-namespaces net,user" in self.on else 0
        if spaces and name == "clone3":
            yield ERRNO | 38
        if spaces and (name == "clone" and args[0] & spaces & ~0x80 or
                       name == "unshare" and args[0] & unshared(spaces) or
                       name == "setns" and (not args[1] or args[1] & spaces)):
            yield self.error

    def verdict(self, nr, args):
        name = NAMES.get(nr, "")
        if self.keep is not None:
            found = [ALLOW if nr in self.keep else self.error]
        else:
            found = [self.drop.get(nr, ALLOW)]
        found += self.limits(name, args)
        # the strictest; the first of two that are equal
        strict = [KILL, KILL_THREAD, TRAP, ERRNO, TRACE, LOG, ALLOW]
        return min(found, key=lambda action: strict.index(action & 0xffff0000))


# comparison ---------------------------------------------------------------

def around(value):
    """Numbers close to one, and its bits"""
    found = {0, 1, value - 1, value, value + 1, ~value, value << 1, value >> 1, MAX, 1 << 31,
             1 << 32, 0xFFFFFFFF, 0x7FFFFFFF}
    for bit in range(64):
        if value >> bit & 1 and value not in (MAX, 0):
            found |= {1 << bit, value & ~(1 << bit)}
        elif bin(value).count("1") < 40:
            found.add(value | 1 << bit)
    return {number & MAX for number in found}


def clean(widths, args):
    """The registers of a caller that extends its arguments with zeros"""
    return [args[i] & (1 << 8 * abs(widths[i])) - 1 if i < len(widths) else 0 for i in range(6)]


def extended(widths, args):
    """The same, extended with the sign"""
    result = list(args)
    for i, width in enumerate(widths):
        if args[i] >> (8 * abs(width) - 1) & 1:
            result[i] |= MAX & ~((1 << 8 * abs(width)) - 1)
    return result


def make_calls(source):
    chance = random.Random(1)
    # 335 and 336 are uretprobe and uprobe, which the kernel itself makes: they always pass
    calls = {(nr, (0,) * 6) for nr in [*range(475), 500, 1000, 4095] if nr not in (335, 336)}
    for nr, pairs in source.interesting.items():
        widths = WIDTHS.get(nr, [])
        values = {}
        for index, value in pairs:
            values.setdefault(index, set()).update(around(value))
        for index, numbers in values.items():
            for number in numbers:
                for _ in range(1 if len(values) == 1 else 4):
                    args = [0] * 6
                    for other, choices in values.items():
                        args[other] = chance.choice(sorted(choices))
                    args[index] = number
                    calls.add((nr, tuple(clean(widths, args))))
    return sorted(calls)


def judge(text, calls):
    """The verdicts of a policy, or of policies joined by "+", by the kernel's own sources"""
    lines = "".join(f"{nr} {' '.join(map(str, args))}\n" for nr, args in calls)
    output = subprocess.run([JUDGE, *text.split("+")], input=lines, text=True, check=True,
                            stdout=subprocess.PIPE).stdout
    return [int(word, 16) for word in output.split()]


def compare(path, text, source):
    calls = make_calls(source)
    bad = 0
    for (nr, args), ours in zip(calls, judge(text, calls)):
        widths = WIDTHS.get(nr, [])
        theirs = {source.verdict(nr, args), source.verdict(nr, extended(widths, args))}
        if ours not in theirs:
            bad += 1
            if bad < 10:
                print(f"    call {nr} {[hex(a) for a in args]}: {ours:#x}, not "
                      + " or ".join(hex(t) for t in theirs))
    foreign = judge(text, [("i386:4", (0,) * 6), (0x40000001, (0,) * 6)])
    if ALLOW in foreign:
        bad += 1
        print("    a foreign call is allowed")
    print(f"{'different' if bad else 'same'} {len(calls)} {path}")
    return bad


def convert(path, document, caps, text):
    """The tool's status, and what it says beside warnings"""
    options = ["--skip-missing", "--kernel", "6.12"]
    options += ["--document", document] if document else []
    options += ["--sets", os.path.join(OUT, "sets")] if FORMAT == "firejail" else []
    options += [word for cap in caps for word in ("--cap", cap)]
    result = subprocess.run([TOOL, "convert", "--from", FORMAT, *options, "-o", text, path],
                            text=True, stderr=subprocess.PIPE)
    return result.returncode, " ".join(line for line in result.stderr.splitlines()
                                       if "warning:" not in line)


def main():
    readers = {"oci": Libseccomp, "minijail": Minijail, "systemd": Systemd, "kafel": Kafel,
               "firejail": Firejail}
    failed = 0
    for number, name in enumerate(FILES):
        name, *caps = name.split("+")
        path, _, document = name.partition("@")
        text = os.path.join(OUT, f"{FORMAT}-{number}-{os.path.basename(name)}.text")
        status, said = convert(path, document or None, caps, text)
        if status:
            print(f"refused {status} {said}")
            failed += status != 1
            continue
        try:
            failed += compare(name, text, readers[FORMAT](path, document or None, caps)) > 0
        except Refused as why:
            print(f"unread {name}: {why}")
            failed += 1
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
