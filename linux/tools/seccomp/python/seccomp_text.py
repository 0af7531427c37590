# SPDX-License-Identifier: GPL-2.0
"""System-call filters from policies in text.

A policy is what seccomp-policy(7) describes:

    >>> import seccomp_text
    >>> seccomp_text.install("unlisted: 1\\nsocket: 0; errno EACCES\\n")
    'text'

From then on the calling thread is held to the policy: by the kernel, where it has text
policies, else by a BPF filter that means the same. A policy that is wrong raises
PolicyError, which says where:

    >>> seccomp_text.install("raed: 1\\n")
    Traceback (most recent call last):
      ...
    seccomp_text.PolicyError: line 1, column 1: unknown system call 'raed'

This module calls the C library libseccomp_text; see seccomp_text(3).
"""

import ctypes
import errno
import os
from collections import namedtuple

__all__ = [
    "KEEP_PRIVS", "LOG", "SPEC_ALLOW", "TSYNC", "Policies", "PolicyError", "Problem",
    "Verdict", "check", "compile", "find_call", "install", "judge", "version",
]

# Flags of install(), as for seccomp(2), and one of the library
TSYNC = 1 << 0
LOG = 1 << 1
SPEC_ALLOW = 1 << 2
KEEP_PRIVS = 1 << 31

_ENGINES = ("best", "text", "bpf")

_ACTIONS = {
    0x80000000: "kill",
    0x00000000: "kill_thread",
    0x00030000: "trap",
    0x00050000: "errno",
    0x7FF00000: "trace",
    0x7FFC0000: "log",
    0x7FFF0000: "allow",
}

_MAX_PROBLEMS = 1000


class _Error(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t),
        ("error", ctypes.c_int),
        ("policy", ctypes.c_uint),
        ("line", ctypes.c_uint),
        ("column", ctypes.c_uint),
        ("message", ctypes.c_char * 256),
    ]

    def __init__(self):
        super().__init__(size=ctypes.sizeof(_Error))


class _Verdict(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t),
        ("action", ctypes.c_uint32),
        ("policy", ctypes.c_uint),
        ("line", ctypes.c_uint),
    ]


class _Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def _load():
    library = ctypes.CDLL("libseccomp_text.so.0")
    pointer = ctypes.POINTER
    arguments = {
        "check": [ctypes.c_char_p, pointer(_Error), ctypes.c_uint, pointer(ctypes.c_uint)],
        "compile": [ctypes.c_void_p, ctypes.c_uint32, pointer(_Program), pointer(_Error)],
        "find_call": [ctypes.c_char_p, ctypes.c_uint32, pointer(ctypes.c_int)],
        "install": [ctypes.c_char_p, ctypes.c_uint, pointer(ctypes.c_uint), pointer(_Error)],
        "judge": [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int,
                  pointer(ctypes.c_uint64), pointer(_Verdict)],
        "parse": [pointer(ctypes.c_char_p), ctypes.c_uint, pointer(ctypes.c_void_p),
                  pointer(_Error)],
        "free": [ctypes.c_void_p],
        "free_program": [pointer(_Program)],
        "version": [],
    }
    for name, types in arguments.items():
        getattr(library, "seccomp_text_" + name).argtypes = types
    library.seccomp_text_free.restype = None
    library.seccomp_text_free_program.restype = None
    library.seccomp_text_version.restype = ctypes.c_char_p
    return library


_library = _load()


class PolicyError(OSError):
    """A policy that is wrong, or that cannot be compiled or installed.

    errno: what the library returned, as a positive number
    message: what is wrong
    policy: the index of the policy, where there are several
    line, column: where it is wrong, from 1; 0 if that is not about a place
    """

    def __init__(self, error):
        super().__init__(-error.error, error.message.decode())
        self.message = error.message.decode()
        self.policy = error.policy
        self.line = error.line
        self.column = error.column

    def __str__(self):
        if self.line:
            return f"line {self.line}, column {self.column}: {self.message}"
        return self.message


Problem = namedtuple("Problem", "line column message errno")
Problem.__doc__ = """An error in a policy, or a note on it, whose errno is 0"""

Verdict = namedtuple("Verdict", "action data policy line")
Verdict.__doc__ = """What becomes of a call.

action: "allow", or as in policies: "kill", "kill_thread", "trap", "errno", "trace", "log"
data: the action's number, such as an errno
policy: the index of the policy that decided, if the call does not pass
line: the line of the rule that decided; 0 if no rule did
"""


def _encode(policy):
    text = policy if isinstance(policy, bytes) else policy.encode()
    if b"\0" in text:
        raise ValueError("a policy cannot have a NUL in it")
    return text


def _succeed(ret, error=None):
    """Raise what the library returned, unless it is 0."""
    if not ret:
        return
    if error is not None and error.error:
        raise PolicyError(error)
    raise OSError(-ret, os.strerror(-ret))


class Policies:
    """One policy, or several that are in force together, oldest first."""

    def __init__(self, *policies):
        error = _Error()
        texts = (ctypes.c_char_p * len(policies))(*map(_encode, policies))
        self._policies = ctypes.c_void_p()
        _succeed(_library.seccomp_text_parse(texts, len(policies),
                                             ctypes.byref(self._policies), error), error)

    def __del__(self):
        # There is nothing yet if a policy could not be encoded.
        if getattr(self, "_policies", None):
            _library.seccomp_text_free(self._policies)

    def compile(self, arch=0):
        """Compile to one BPF filter; the instructions as bytes, struct sock_filter each.

        arch: AUDIT_ARCH_* of the programs that it is for; 0: that of the library
        """
        program, error = _Program(), _Error()
        _succeed(_library.seccomp_text_compile(self._policies, arch, program, error), error)
        code = ctypes.string_at(program.filter, 8 * program.len)
        _library.seccomp_text_free_program(program)
        return code

    def judge(self, call, *args, arch=0):
        """The Verdict on a call, by name or number, with up to six arguments."""
        if len(args) > 6:
            raise TypeError("a call has at most six arguments")
        nr = call if isinstance(call, int) else find_call(call)
        words = (ctypes.c_uint64 * 6)(*args)
        verdict = _Verdict(size=ctypes.sizeof(_Verdict))
        _succeed(_library.seccomp_text_judge(self._policies, arch, nr, words, verdict))
        action = _ACTIONS.get(verdict.action & 0xFFFF0000, hex(verdict.action))
        return Verdict(action, verdict.action & 0xFFFF, verdict.policy, verdict.line)


def install(policy, flags=0, engine="best"):
    """Hold the calling thread to a policy. Returns the engine: "text" or "bpf".

    flags: TSYNC, LOG and SPEC_ALLOW, as for seccomp(2), and KEEP_PRIVS
    engine: "text" takes the kernel's own, "bpf" a BPF filter, "best" the former if there
        is one

    TSYNC holds all threads of the process to the policy. no_new_privs is set first,
    unless flags have KEEP_PRIVS.
    """
    error, used = _Error(), ctypes.c_uint(_ENGINES.index(engine))
    _succeed(_library.seccomp_text_install(_encode(policy), flags, ctypes.byref(used), error),
             error)
    return _ENGINES[used.value]


def check(policy):
    """All errors in a policy or, if there are none, all notes: a list of Problem."""
    problems = (_Error * _MAX_PROBLEMS)()
    problems[0].size = ctypes.sizeof(_Error)
    found = ctypes.c_uint()
    ret = _library.seccomp_text_check(_encode(policy), problems, _MAX_PROBLEMS,
                                      ctypes.byref(found))
    if ret and not found.value:
        _succeed(ret)
    return [Problem(p.line, p.column, p.message.decode(), -p.error)
            for p in problems[:min(found.value, _MAX_PROBLEMS)]]


def compile(*policies, arch=0):
    """Compile policies to one BPF filter: Policies(...).compile()."""
    return Policies(*policies).compile(arch)


def judge(policy, call, *args, arch=0):
    """What becomes of a call under a policy: Policies(policy).judge(call, ...)."""
    return Policies(policy).judge(call, *args, arch=arch)


def find_call(name, arch=0):
    """The number of a call."""
    nr = ctypes.c_int()
    ret = _library.seccomp_text_find_call(name.encode(), arch, ctypes.byref(nr))
    if ret == -errno.ENOENT:
        raise ValueError(f"there is no system call {name!r}")
    _succeed(ret)
    return nr.value


def version():
    """The version of the C library."""
    return _library.seccomp_text_version().decode()
