# SPDX-License-Identifier: GPL-2.0
"""module.py [uninstalled] - the Python module seccomp_text does what it says.

Judges each claim in a child of its own. "uninstalled" leaves out those that install.
"""

import errno
import os
import socket
import struct
import sys

import seccomp_text

POLICY = "unlisted: 1\nsocket: family == AF_UNIX; errno EACCES\n"


def raises(function, *args, **options):
    try:
        function(*args, **options)
    except (OSError, ValueError, TypeError, OverflowError) as error:
        return error
    raise AssertionError("nothing was raised")


def judging():
    policies = seccomp_text.Policies(POLICY, "unlisted: 1\n\ngetpid: 0; trap 3\n")
    assert policies.judge("socket", 1) == ("allow", 0, 0, 0)
    assert policies.judge("socket", 2) == ("errno", errno.EACCES, 0, 2)
    assert policies.judge("sys_socket", (1 << 32) + 1).action == "allow"
    assert policies.judge("getpid") == ("trap", 3, 1, 3)
    assert seccomp_text.judge("read: 1", "write") == ("kill", 0, 0, 0)
    assert seccomp_text.judge("read: 1", 0, arch=0x40000003).action == "kill"
    assert "nosuch" in str(raises(policies.judge, "nosuch"))
    raises(policies.judge, "read", 1, 2, 3, 4, 5, 6, 7)
    assert seccomp_text.find_call("openat") == 257


def checking():
    assert seccomp_text.check(POLICY) == []
    wrong = seccomp_text.check("read: fdd == 1\nwrite: 1\nraed: 1\n")
    assert [(p.line, p.column, p.errno) for p in wrong] == [(1, 7, errno.EINVAL),
                                                           (3, 1, errno.EINVAL)]
    assert wrong[1].message == "unknown system call 'raed'"
    notes = seccomp_text.check("?nosuch: 1\nread: 1\n")
    assert [(n.line, n.errno) for n in notes] == [(1, 0)]
    assert seccomp_text.check("x" * 70000)[0].errno == errno.E2BIG
    many = seccomp_text.check("\n".join(["raed: 1"] * 1100))
    assert len(many) == 1000
    raises(seccomp_text.check, "read: 1\0")


def compiling():
    code = seccomp_text.compile(POLICY)
    instructions = list(struct.iter_unpack("=HBBI", code))
    assert 3 < len(instructions) < 20
    assert (0x06, 0, 0, 0x50000 + errno.EACCES) in instructions
    assert seccomp_text.compile(POLICY, "unlisted: 1") != b""
    assert raises(seccomp_text.compile, POLICY, arch=1).errno == errno.EOPNOTSUPP
    assert raises(seccomp_text.compile).errno == errno.EINVAL
    delayed = raises(seccomp_text.compile, POLICY, "unlisted: 1\non_exec: 1\n")
    assert (delayed.errno, delayed.policy, delayed.line) == (errno.EOPNOTSUPP, 1, 2)


def too_long():
    calls = ["read", "write", "pread64", "pwrite64", "lseek", "ioctl", "fcntl", "mmap",
             "mprotect", "mremap", "sendto", "recvfrom", "openat", "statx", "futex", "readv",
             "writev", "preadv", "pwritev", "socket", "sendmsg", "recvmsg", "connect", "bind",
             "accept", "shmget", "shmat", "semget", "poll", "getdents64", "madvise", "chown"]
    policy = "".join(
        f"{call}: " + " || ".join(f"a1 == {1000 * c + 7 * i} && a2 & {1 << i % 16}" for i in range(31))
        + "\n" for c, call in enumerate(calls))
    error = raises(seccomp_text.compile, policy)
    assert error.errno == errno.E2BIG
    words = error.message.split()
    assert words[:3] == ["a", "filter", "of"] and words[-4:] == ["where", "4096", "are", "allowed"]
    assert int(words[3]) > 4096, error.message


def stacking():
    assert raises(seccomp_text.Policies, *["unlisted: 1"] * 65).errno == errno.E2BIG
    many = "".join(f"read: count != {i}\n" for i in range(40))
    error = raises(seccomp_text.Policies, many, "unlisted: 1", many)
    assert (error.errno, error.policy) == (errno.E2BIG, 2) and "64" in error.message


def installing():
    assert seccomp_text.install(POLICY, engine="bpf") == "bpf"
    assert raises(socket.socket, socket.AF_INET).errno == errno.EACCES
    socket.socket(socket.AF_UNIX).close()
    assert seccomp_text.install("unlisted: 1", seccomp_text.TSYNC) in ("text", "bpf")


def failing():
    error = raises(seccomp_text.install, "unlisted: 1\nraed: 1\n")
    assert isinstance(error, seccomp_text.PolicyError)
    assert (error.errno, error.line, error.column) == (errno.EINVAL, 2, 1)
    assert str(error) == "line 2, column 1: unknown system call 'raed'"
    assert raises(seccomp_text.install, POLICY, 1 << 20).errno == errno.EINVAL
    raises(seccomp_text.install, POLICY, engine="other")
    socket.socket(socket.AF_INET).close()


def versions():
    major, minor = seccomp_text.version().split(".")
    assert (int(major), int(minor)) >= (0, 1)


def judge(claim):
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        try:
            claim()
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    holds = os.waitpid(pid, 0)[1] == 0
    print(f"{'ok' if holds else 'not ok'} library: the Python module: {claim.__name__}")
    return holds


claims = [judging, checking, compiling, too_long, stacking, versions]
if sys.argv[1:] != ["uninstalled"]:
    claims += [installing, failing]
sys.exit(not all([judge(claim) for claim in claims]))
