#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""list-syscalls.py VMLINUX - print the contents of docs/syscalls.txt.

Read, on standard input, the macros that <asm/unistd.h> defines (gcc -E -dM).
The rest comes from the built kernel: a number's entry from sys_call_table, an
entry's arguments from the struct syscall_metadata that the running kernel uses,
with the sizes and signs that its compiler recorded. Stop at anything unexpected:
no list is better than a wrong one.
"""
import re
import struct
import sys

HEAD = """\
The system calls of {machine} and their arguments, as policies name them and as
the kernel compares them. How to write policies is in
linux/Documentation/prctl/seccomp_filter.txt.

A call's line has its number, its name in <asm/unistd.h> and the kernel's entry.
A policy takes either name, with or without sys_. Below are the arguments, each
with its position, name, C type, width in bits, sign, and the range that its
constants must be in. Pointers compare as unsigned numbers.

Calls marked "not built" have no entry in the kernel that this list was made
from: flavour test, see qemu/config/. Its configuration leaves them out, or no
kernel has them any more. Policies may use their first name; unless dropped they
give ENOSYS.

Made by scripts/list-syscalls from that kernel; do not edit.
scripts/test.d/list-syscalls checks that it is up to date and that a running
kernel agrees.
"""

STB_WEAK = 2
SHT_SYMTAB = 2
SHT_NOBITS = 8
# The start of struct syscall_metadata: name, syscall_nr, nb_args, types, args,
# arg_types.
METADATA = "QiiQQQ"
POINTER = "Q"
ARG_TYPE = "B??"
# ELF's number of a machine: its name, and the prefix of its calls' entries
MACHINES = {
    22: ("s390x", "__s390x_"),
    62: ("x86_64", "__x64_"),
    183: ("arm64", "__arm64_"),
    243: ("riscv64", "__riscv_"),
}


class Failure(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Failure(what)


class Image:
    """The symbols and the initialised data of a 64-bit ELF file."""

    def __init__(self, path):
        with open(path, "rb") as f:
            self.data = f.read()
        check(self.data[:5] == b"\x7fELF\x02", f"{path} is not a 64-bit ELF file")
        self.order = "<" if self.data[5] == 1 else ">"
        machine, = self.unpack("H", 0x12)
        check(machine in MACHINES, f"{path} is for an unknown machine, {machine}")
        self.machine, self.prefix = MACHINES[machine]
        offset, = self.unpack("Q", 0x28)
        size, count = self.unpack("HH", 0x3A)
        self.sections = [self.unpack("IIQQQQIIQQ", offset + i * size)
                         for i in range(count)]
        self.by_name, self.by_address = {}, {}
        for section in self.sections:
            if section[1] == SHT_SYMTAB:
                self.read_symbols(section)

    def unpack(self, layout, offset):
        return struct.unpack_from(self.order + layout, self.data, offset)

    def read_symbols(self, section):
        strings = self.sections[section[6]]
        for at in range(section[4], section[4] + section[5], 24):
            name, info, _, _, address, size = self.unpack("IBBHQQ", at)
            symbol = (self.text(strings[4] + name), address, size, info >> 4)
            self.by_name.setdefault(symbol[0], []).append(symbol)
            self.by_address.setdefault(address, []).append(symbol)

    def text(self, offset):
        return self.data[offset:self.data.index(0, offset)].decode("ascii")

    def offset(self, address, size=1):
        for _, kind, flags, start, offset, length, *_ in self.sections:
            if flags & 2 and kind != SHT_NOBITS and start <= address and \
               address + size <= start + length:
                return offset + address - start
        raise Failure(f"no section has data at {address:#x}")

    def size(self, layout):
        return struct.calcsize(self.order + layout)

    def read(self, layout, address):
        return self.unpack(layout, self.offset(address, self.size(layout)))

    def array(self, layout, address, count):
        return [self.read(layout, address + i * self.size(layout)) for i in range(count)]

    def string(self, address):
        return self.text(self.offset(address))

    def symbol(self, name):
        found = self.by_name.get(name, [])
        check(len(found) == 1, f"expected one symbol named {name}, found {len(found)}")
        return found[0]

    def names_at(self, address):
        return {symbol[0]: symbol for symbol in self.by_address.get(address, [])}


def read_metadata(image):
    """Return the metadata of every entry: {"sys_read": [(type, name, size, signed), ...]}."""
    start = image.symbol("__start_syscalls_metadata")[1]
    stop = image.symbol("__stop_syscalls_metadata")[1]
    entries = {}
    for address, in image.array(POINTER, start, (stop - start) // 8):
        name, _, nr, types, args, arg_types = image.read(METADATA, address)
        name = image.string(name)
        suffix = name[len("sys"):]
        # If the symbols match, the layout above is the kernel's.
        check(f"__syscall_meta_{suffix}" in image.names_at(address),
              f"the metadata at {address:#x} does not belong to {name}")
        check(0 <= nr <= 6, f"{name} has {nr} arguments")
        for array, kind, size in ((types, "types", 8), (args, "args", 8),
                                  (arg_types, "arg_types", image.size(ARG_TYPE))):
            symbol = image.names_at(array).get(f"{kind}_{suffix}") if nr else None
            check(symbol[2] == nr * size if symbol else not nr and not array,
                  f"{name}: {kind} is not an array of {nr}")
        entries[name] = [
            (image.string(c_type), image.string(arg), size, signed)
            for (c_type,), (arg,), (size, signed, _) in zip(
                image.array(POINTER, types, nr), image.array(POINTER, args, nr),
                image.array(ARG_TYPE, arg_types, nr))]
    check(len(entries) * 8 == stop - start, "two entries have the same name")
    # The placeholder for missing calls is not a call, to the kernel either.
    entries.pop("sys_ni_syscall", None)
    return entries


def read_table(image, entries):
    """Return each number's entry, or None if the kernel has no such call."""
    _, address, size, _ = image.symbol("sys_call_table")
    table = []
    for entry, in image.array(POINTER, address, size // 8):
        symbols = image.names_at(entry)
        names = [n[len(image.prefix):] for n in symbols if n.startswith(f"{image.prefix}sys_")]
        # Weak symbols replace the calls that the kernel was built without; on s390x
        # all of them are one function.
        absent = all(name == "sys_ni_syscall" or
                     symbols[image.prefix + name][3] == STB_WEAK for name in names)
        check(names and (absent or len(names) == 1),
              f"call {len(table)} should have one name, not {names}")
        check(all(absent == (name not in entries) for name in names),
              f"call {len(table)}, {names}, does not match its metadata")
        table.append(None if absent else names[0])
    return table


def read_numbers(macros):
    return {int(number): name for name, number in
            re.findall(r"^#define __NR_([a-z0-9_]+) ([0-9]+)$", macros, re.MULTILINE)}


def limits(size, signed):
    bits = size * 8
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)


def line(*columns):
    return "".join(columns).rstrip()


def print_calls(machine, numbers, entries, table):
    print(HEAD.format(machine=machine))
    print(line(f"{'nr':<5}", f"{'name':<25}", "entry"))
    print(line(" " * 5, f"{'argument':<25}", f"{'C type':<32}", f"{'bits':<6}",
               f"{'sign':<10}", "range"))
    for number, name in sorted(numbers.items()):
        entry = table[number] if number < len(table) else None
        print()
        print(line(f"{number:<5}", f"{name:<25}", entry or "not built"))
        for i, (c_type, arg, size, signed) in enumerate(entries[entry] if entry else ()):
            low, high = limits(size, signed)
            print(line(" " * 5, f"a{i} {arg:<22}", f"{c_type:<32}", f"{size * 8:<6}",
                       f"{'signed' if signed else 'unsigned':<10}", f"{low}..{high}"))


def main():
    image = Image(sys.argv[1])
    entries = read_metadata(image)
    table = read_table(image, entries)
    numbers = read_numbers(sys.stdin.read())
    check(len(numbers) > 250, "<asm/unistd.h> defines too few calls")
    for number, entry in enumerate(table):
        # Numbers from 512 are for x32 only, and no policy can name them.
        check(number in numbers or not entry or number >= 512,
              f"call {number}, {entry}, is not in <asm/unistd.h>")
    print_calls(image.machine, numbers, entries, table)


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"list-syscalls.py: {failure}")
