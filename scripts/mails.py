#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Turn linux/ and patches/<base>/ into mails and work trees, and back.

  mails.py compose        write the complete mails to build/series/<base>/
  mails.py tree [--discard]
                          update build/<base>/tree; write only files that differ
  mails.py step N DIR     make DIR a copy of the base with mails 1 to N applied
  mails.py import [--mail N] [--check] [FILE...]
                          import the edits made in the tree, and rewrite every
                          mail in canonical form
  mails.py list           print each mail's number, its file and the paths that
                          it touches

A mail in patches/ holds edits to files of the base. The files that it adds are
in linux/; the series file lists them for each mail. A *state* is a dict from
path to (mode, blob), for the files that any mail touches; every mail turns one
state into the next. Blobs and trees are in a small git repository,
build/<base>/mails, which ignores the user's git configuration.
"""
import argparse
import email.header
import email.utils
import hashlib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BASE = os.environ.get("BASE", "6.12")
WORK = os.path.join(ROOT, "build", BASE)
SRC = os.path.join(WORK, "base")
TREE = os.path.join(WORK, "tree")
REPO = os.path.join(WORK, "mails")
LINUX = os.path.join(ROOT, "linux")
PATCHES = os.path.join(ROOT, "patches", BASE)
SERIES = os.path.join(PATCHES, "series")
OUT = os.path.join(ROOT, "build", "series", BASE)

NO_HASH = "0" * 40
DIFF = ("-p", "--full-index", "--no-renames", "--no-color", "--no-ext-diff",
        "--no-textconv", "--indent-heuristic", "--diff-algorithm=myers", "-U3",
        "--src-prefix=a/", "--dst-prefix=b/")
STAT = ("--stat=72", "--summary", "--no-renames", "--no-color")
# Head a hunk with its function, not with a label. Set the pattern explicitly, so
# that the output does not depend on git's version.
FUNCTION = "!^[A-Za-z_][A-Za-z0-9_]*:[[:space:]]*$\n^[A-Za-z_].*"
# Files that editors and tools leave in a tree are not edits.
LEFTOVER = re.compile(r"(^|/)(\.git|__pycache__)(/|$)|(\.orig|\.rej|\.pyc|~|\.sw[a-p])$|(^|/)\.#")


class Failure(Exception):
    pass


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data, mode=0o644):
    """Write path unless it already has this content and mode; return whether it changed."""
    if os.path.lexists(path):
        if read(path) == data and (os.stat(path).st_mode & 0o777) == mode:
            return False
    os.makedirs(os.path.dirname(path), exist_ok=True)
    new = f"{path}.{os.getpid()}.new"
    with open(new, "wb") as f:
        f.write(data)
    os.chmod(new, mode)
    os.rename(new, path)
    return True


def sha(data):
    return hashlib.sha256(data).hexdigest()


# ---------------------------------------------------------------- git

class Git:
    """A separate repository that ignores the user's settings."""

    def __init__(self, path):
        self.path = path
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        self.env.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1",
                        GIT_ATTR_NOSYSTEM="1", GIT_CEILING_DIRECTORIES=WORK,
                        GIT_COMMITTER_NAME="series", GIT_COMMITTER_EMAIL="series@localhost",
                        GIT_COMMITTER_DATE="1700000000 +0000",
                        GIT_INDEX_FILE=os.path.join(path, ".git", f"index.{os.getpid()}"),
                        LC_ALL="C", TZ="UTC")
        if not os.path.isdir(os.path.join(path, ".git")):
            os.makedirs(path, exist_ok=True)
            self("init", "-q", "-b", "series")
        write(os.path.join(path, ".git", "info", "attributes"), b"*.[chS] diff=kernel\n")

    def __call__(self, *args, data=None, env=None, check=True):
        cmd = ["git", "-C", self.path, "-c", "core.attributesFile=/dev/null",
               "-c", "core.excludesFile=/dev/null", "-c", "core.autocrlf=false",
               "-c", "core.quotePath=true", "-c", "gc.auto=0",
               "-c", f"diff.kernel.xfuncname={FUNCTION}", *args]
        if isinstance(data, str):
            data = data.encode()
        p = subprocess.run(cmd, input=data, capture_output=True,
                           env={**self.env, **(env or {})})
        if check and p.returncode:
            raise Failure(p.stderr.decode(errors="replace").strip())
        return p.stdout

    def blob(self, data):
        return self("hash-object", "-w", "--stdin", data=data).decode().strip()

    def data(self, blob):
        return self("cat-file", "blob", blob)

    def load(self, state):
        """Load the state into the index."""
        self("read-tree", "--empty")
        self("update-index", "--index-info", data="".join(
            f"{mode} {blob}\t{path}\n" for path, (mode, blob) in sorted(state.items())))

    def tree(self, state):
        self.load(state)
        return self("write-tree").decode().strip()

    def indexed(self):
        out = self("ls-files", "-s", "-z").decode()
        return {e.split("\t", 1)[1]: tuple(e.split()[:2]) for e in out.split("\0") if e}

    def apply(self, state, diff):
        self.load(state)
        self("apply", "--cached", "--whitespace=nowarn", "-", data=diff)
        return self.indexed()

    def diff(self, old, new, *options):
        """Return the diff, or the diffstat, from one state to another."""
        return self("diff-tree", *(options or DIFF), self.tree(old), self.tree(new)).decode()

    def merge(self, ours, base, theirs):
        """Merge three blobs into one; return None if they conflict."""
        names = []
        for name, blob in (("ours", ours), ("base", base), ("theirs", theirs)):
            names.append(os.path.join(self.path, ".git", f"merge-{name}.{os.getpid()}"))
            write(names[-1], self.data(blob))
        p = subprocess.run(["git", "merge-file", "-p", "-q", *names],
                           capture_output=True, env=self.env, cwd=self.path)
        for name in names:
            os.unlink(name)
        return None if p.returncode else self.blob(p.stdout)


# ---------------------------------------------------------------- mails

class Mail:
    """A mail: headers, message, remarks below the dashes, and a diff."""

    def __init__(self, path, text=None):
        self.path = path
        self.name = os.path.basename(path)
        self.files = []
        text = read(path).decode() if text is None else text
        text = re.sub(r"\AFrom [0-9a-f]{40} .*\n", "", text)
        head, _, rest = text.partition("\n\n")
        self.headers = self.parse_headers(head)
        m = re.search(r"^diff --git ", rest, re.M)
        above, self.diff = (rest[:m.start()], rest[m.start():]) if m else (rest, "")
        self.diff = re.sub(r"\n-- \n[0-9].*\n*\Z", "\n", self.diff)
        parts = re.split(r"^---$\n?", above, maxsplit=1, flags=re.M)
        self.body = parts[0].strip("\n")
        self.remarks = self.strip_stat(parts[1]) if len(parts) > 1 else ""

    def parse_headers(self, head):
        headers = {}
        for line in re.sub(r"\n[ \t]+", " ", head).split("\n"):
            key, colon, value = line.partition(":")
            if not colon:
                raise Failure(f"{self.name}: not a mail header: {line!r}")
            headers[key.lower()] = decode_header(value.strip())
        for key in ("from", "subject"):
            if key not in headers:
                raise Failure(f"{self.name}: the header {key.capitalize()}: is missing")
        return headers

    @staticmethod
    def strip_stat(text):
        keep = [line for line in text.split("\n")
                if not re.match(r" \S.* \|\s+\d+ ?[+-]*$| \d+ files? changed| (create|delete) mode ", line)]
        return "\n".join(keep).strip("\n")

    @property
    def number(self):
        return int(self.name[:4])

    @property
    def subject(self):
        return re.sub(r"^(\[[^]]*\]\s*)+", "", self.headers["subject"])

    @property
    def author(self):
        name, address = email.utils.parseaddr(self.headers["from"])
        if not address:
            raise Failure(f"{self.name}: From: has no address")
        return name, address

    def date(self):
        return self.headers.setdefault("date", email.utils.formatdate().replace("-0000", "+0000"))

    def text(self, tag, diff, stat=""):
        name, address = self.author
        lines = [f"From {NO_HASH} Mon Sep 17 00:00:00 2001",
                 f"From: {encode_header(name)} <{address}>", f"Date: {self.date()}",
                 f"Subject: [{tag}] {encode_header(self.subject)}"]
        if not (self.body + self.remarks + diff).isascii():
            lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8",
                      "Content-Transfer-Encoding: 8bit"]
        lines += ["", self.body] if self.body else [""]
        lines += ["---"]
        lines += [self.remarks] if self.remarks else []
        out = "\n".join(lines) + "\n"
        if stat:
            out += ("\n" if self.remarks else "") + stat + "\n"
        return out + diff

    def touches(self):
        return re.findall(r"^diff --git a/(.+) b/\1$", self.diff, re.M)


def decode_header(value):
    return str(email.header.make_header(email.header.decode_header(value)))


def encode_header(value):
    return value if value.isascii() else email.header.Header(value, "utf-8").encode()


class SeriesFile:
    """
    patches/<base>/series: each mail's name and the files of linux/ that it adds.
    A folder with "/" at its end stands for all files in it.
    """

    def __init__(self):
        self.lines = []
        if os.path.exists(SERIES):
            self.lines = read(SERIES).decode().splitlines()

    def entries(self):
        return [(words[0], [file for word in words[1:] for file in self.expand(word)])
                for words in (line.split("#")[0].split() for line in self.lines) if words]

    @staticmethod
    def expand(word):
        if not word.endswith("/"):
            return [word]
        return [file for file in linux_files() if file.startswith(word)]

    def folders(self, name):
        return [word for line in self.lines if line.split()[:1] == [name]
                for word in line.split() if word.endswith("/")]

    def set(self, name, files):
        folders = self.folders(name)
        files = folders + [file for file in files
                           if not any(file.startswith(folder) for folder in folders)]
        line = "  ".join([name, " ".join(files)]).rstrip()
        for i, old in enumerate(self.lines):
            words = old.split("#")[0].split()
            if words and words[0] == name:
                if words[1:] != files:
                    self.lines[i] = line
                return
            if words and words[0] > name:
                self.lines.insert(i, line)
                return
        self.lines.append(line)

    def save(self):
        if self.lines:
            return write(SERIES, ("\n".join(self.lines) + "\n").encode())
        return False


def linux_files():
    found = []
    for folder, _, names in os.walk(LINUX):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), LINUX)
            if not LEFTOVER.search(path):
                found.append(path)
    return sorted(found)


def base_file(path):
    return os.path.join(SRC, path)


def git_mode(path):
    return "100755" if os.stat(path).st_mode & 0o100 else "100644"


class Composed:
    """The series: its mails, and the state before and after each."""

    def __init__(self, lenient=False):
        self.git = Git(REPO)
        self.series = SeriesFile()
        self.mails = self.read_mails(lenient)
        self.check_files(lenient)
        touched = {p for m in self.mails for p in m.touches()}
        first = {p: self.blob_of(base_file(p)) for p in touched if os.path.isfile(base_file(p))}
        self.states = [first]
        for mail in self.mails:
            self.states.append(self.next_state(self.states[-1], mail, lenient))

    def read_mails(self, lenient):
        mails = []
        listed = self.series.entries()
        for name, files in listed:
            path = os.path.join(PATCHES, name)
            if not re.match(r"\d{4}-.*\.patch$", name) or not os.path.isfile(path):
                raise Failure(f"patches/{BASE}/series lists {name}, which is not a mail there")
            mails.append(Mail(path))
            mails[-1].files = files
        extra = sorted(n for n in os.listdir(PATCHES) if re.match(r"(?!0000)\d{4}-.*\.patch$", n)
                       and n not in {n for n, _ in listed})
        if extra and not lenient:
            raise Failure(f"not in patches/{BASE}/series: {' '.join(extra)}; make import adds them")
        mails += [Mail(os.path.join(PATCHES, n)) for n in extra]
        mails.sort(key=lambda m: m.name)
        for i, mail in enumerate(mails, 1):
            if mail.number != i:
                raise Failure(f"{mail.name} should be number {i:04}")
        return mails

    def check_files(self, lenient):
        brought = {}
        for mail in self.mails:
            for path in mail.files:
                if path in brought:
                    raise Failure(f"both {brought[path]} and {mail.name} add {path}")
                brought[path] = mail.name
                if not lenient and not os.path.isfile(os.path.join(LINUX, path)):
                    raise Failure(f"{mail.name} adds linux/{path}, which does not exist")
        for path in linux_files():
            if os.path.exists(base_file(path)):
                raise Failure(f"linux/{path} is a file of the base; edits to it belong in a mail")
        self.loose = [p for p in linux_files() if p not in brought]

    def blob_of(self, path):
        return git_mode(path), self.git.blob(read(path))

    def next_state(self, state, mail, lenient):
        try:
            after = self.git.apply(state, mail.diff) if mail.diff else dict(state)
        except Failure as e:
            raise Failure(f"{mail.name} does not apply:\n{e}") from e
        for path in set(after) - set(state):
            if not lenient:
                raise Failure(f"{mail.name} adds {path}: new files belong in linux/; make import moves it")
        for path in set(state) - set(after):
            raise Failure(f"{mail.name} removes {path}: this is not supported")
        for path in mail.files:
            full = os.path.join(LINUX, path)
            if os.path.isfile(full):
                after[path] = self.blob_of(full)
        return after

    @property
    def final(self):
        return self.states[-1]

    def edits(self, n):
        """Return the states before and after mail n (from 1), without the files of linux/."""
        brought = {p for m in self.mails for p in m.files}
        return [{p: v for p, v in s.items() if p not in brought} for s in self.states[n - 1:n + 1]]

    def canonical(self, n):
        return self.mails[n - 1].text("PATCH", self.git.diff(*self.edits(n)))

    def complete(self, n):
        before, after = self.states[n - 1:n + 1]
        return self.mails[n - 1].text(f"PATCH {n}/{len(self.mails)}",
                                      self.git.diff(before, after),
                                      self.git.diff(before, after, *STAT))

    def cover(self):
        path = os.path.join(PATCHES, "0000-cover-letter.txt")
        if not os.path.isfile(path) or not self.mails:
            return None
        text = read(path).decode()
        first = self.mails[0]
        head = text.partition("\n\n")[0]
        if not re.search(r"^From:", head, re.M):
            text = f"From: {first.headers['from']}\n{text}"
        if not re.search(r"^Date:", head, re.M):
            text = f"Date: {first.date()}\n{text}"
        mail = Mail(path, text)
        by = {}
        for m in self.mails:
            by.setdefault(m.author[0], []).append(m.subject)
        shortlog = "\n".join(f"{who} ({len(what)}):\n" + "".join(f"  {s}\n" for s in what)
                             for who, what in by.items())
        mail.body += "\n\n" + shortlog.rstrip("\n") if shortlog else ""
        out = mail.text(f"PATCH 0/{len(self.mails)}", "")
        return re.sub(r"---\n\Z", "\n", out) + self.git.diff(self.states[0], self.final, *STAT)


# ---------------------------------------------------------------- trees

def read_manifest(tree):
    path = tree + ".manifest"
    if not os.path.exists(path):
        return {}
    return dict(reversed(line.split("  ", 1)) for line in read(path).decode().splitlines())


def copy_base(tree):
    if os.path.isdir(tree) and os.path.exists(tree + ".made"):
        return
    print(f"+ cp -aT {os.path.relpath(SRC, ROOT)} {os.path.relpath(tree, ROOT)}", file=sys.stderr)
    for leftover in (tree + ".manifest", tree + ".made"):
        if os.path.exists(leftover):
            os.unlink(leftover)
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["cp", "-aT", "--reflink=auto", SRC, tree], check=True)
    write(tree + ".made", b"")


def current(tree, path):
    full = os.path.join(tree, path)
    return read(full) if os.path.isfile(full) else None


def in_base(path):
    return read(base_file(path)) if os.path.isfile(base_file(path)) else None


def edited(tree):
    """Return what was changed in the tree, other than by sync(): {path: data}."""
    manifest = read_manifest(tree)
    out = subprocess.run(["find", ".", "-name", ".git", "-prune", "-o", "-type", "f", "(",
                          "-newer", tree + ".made", "-o", "-cnewer", tree + ".made", ")", "-print"],
                         cwd=tree, capture_output=True, check=True).stdout.decode()
    paths = {p[2:] for p in out.splitlines() if not LEFTOVER.search(p[2:])} | set(manifest)
    found = {}
    for path in sorted(paths):
        now = current(tree, path)
        was = manifest.get(path)
        if was is None:
            original = in_base(path)
            was = None if original is None else sha(original)
        if (None if now is None else sha(now)) != was:
            found[path] = now
    return found


def sync(tree, git, state, loose=(), keep=None):
    """Make the tree equal the base plus state; write only files that differ.
    Leave the files in keep, which were edited in the tree, as they are; fail if
    the state has changed one of them too."""
    manifest = read_manifest(tree)
    wanted = {p: (git.data(blob), int(mode[-3:], 8)) for p, (mode, blob) in state.items()}
    for path in loose:
        full = os.path.join(LINUX, path)
        wanted[path] = (read(full), int(git_mode(full)[-3:], 8))
    clash, written = [], []
    for path in sorted(set(manifest) | set(wanted)):
        data, mode = wanted.get(path, (in_base(path), None))
        if keep and path in keep and keep[path] != data:
            was = manifest.get(path) or sha(in_base(path) or b"")
            if data is None or sha(data) != was:
                clash.append(path)
            continue
        full = os.path.join(tree, path)
        if data is None:
            if os.path.exists(full):
                os.unlink(full)
                written.append(path)
            continue
        if mode is None:
            mode = os.stat(base_file(path)).st_mode & 0o777
        if write(full, data, mode):
            written.append(path)
    if clash:
        raise Failure("edited in the work tree, but also changed in the repo:\n  "
                      + "\n  ".join(clash)
                      + "\nmake import cannot merge these; "
                      "scripts/lib/tree --discard discards the tree's edits")
    write(tree + ".manifest", "".join(f"{sha(data)}  {path}\n" for path, (data, _)
                                      in sorted(wanted.items())).encode())
    return written


# ---------------------------------------------------------------- verbs

def verb_compose(_):
    c = Composed()
    if c.loose:
        raise Failure("in linux/, but no mail adds them:\n  " + "\n  ".join(c.loose))
    texts = {m.name: c.complete(n) for n, m in enumerate(c.mails, 1)}
    cover = c.cover()
    if cover:
        texts["0000-cover-letter.patch"] = cover
    os.makedirs(OUT, exist_ok=True)
    for name in os.listdir(OUT):
        if name not in texts:
            os.unlink(os.path.join(OUT, name))
    for name, text in sorted(texts.items()):
        write(os.path.join(OUT, name), text.encode())
        print(os.path.join(os.path.relpath(OUT, ROOT), name))


def verb_tree(args):
    c = Composed(lenient=True)
    copy_base(TREE)
    mine = edited(TREE)
    if args.discard:
        for path in mine:
            print(f"discarded the edit of {path}")
            if in_base(path) is None:
                os.unlink(os.path.join(TREE, path)) if mine[path] is not None else None
            else:
                shutil.copy2(base_file(path), os.path.join(TREE, path))
                os.utime(os.path.join(TREE, path))
        mine = {}
    written = sync(TREE, c.git, c.final, c.loose, mine)
    for path in written:
        print(f"tree: {path}")
    if c.loose:
        print(f"tree: {len(c.loose)} files of linux/ that no mail adds yet")
    mine = edited(TREE)
    if mine:
        print("tree: edited but not imported: " + " ".join(mine))


def verb_step(args):
    c = Composed()
    if not 0 <= args.n <= len(c.mails):
        raise Failure(f"there is no mail {args.n}")
    copy_base(args.dir)
    sync(args.dir, c.git, c.states[args.n])


def verb_list(_):
    c = Composed()
    for n, mail in enumerate(c.mails, 1):
        before, after = c.states[n - 1:n + 1]
        print(n, mail.name, *sorted(p for p in after if before.get(p) != after[p]))


def fold(c, path, data, number):
    """Fold an edit of a file of the base into mail number and later ones."""
    old = c.final.get(path) or c.blob_of(base_file(path))
    new = (old[0], c.git.blob(data))
    for n in range(len(c.states)):
        c.states[n].setdefault(path, c.blob_of(base_file(path)))
    for n in range(number, len(c.states)):
        mode, blob = c.states[n][path]
        merged = new[1] if blob == old[1] else c.git.merge(blob, old[1], new[1])
        if merged is None:
            raise Failure(f"{path}: the edit conflicts with mails {number + 1} and later")
        c.states[n][path] = (mode, merged)


def last_mail_touching(c, path):
    for n in range(len(c.mails), 0, -1):
        if path in c.final and c.states[n - 1].get(path) != c.states[n].get(path):
            return n
    return None


def choose_mail(c, path, asked):
    n = asked or last_mail_touching(c, path)
    if n is None:
        raise Failure(f"{path}: no mail touches it yet; choose one: make import MAIL=N")
    if not 1 <= n <= len(c.mails):
        raise Failure(f"there is no mail {n}")
    return n


def take_edits(c, edits, asked):
    """Merge edits into the states; return those for linux/: {path: data}."""
    brought = {p: m for m in c.mails for p in m.files}
    added = {}
    for path, data in edits.items():
        if path in brought or path in c.loose:
            added[path] = data
            if path in c.loose and asked:
                c.mails[choose_mail(c, path, asked) - 1].files.append(path)
            elif data is None and path in brought:
                brought[path].files.remove(path)
                for state in c.states:
                    state.pop(path, None)
        elif in_base(path) is None:
            c.mails[choose_mail(c, path, asked) - 1].files.append(path)
            added[path] = data
        elif data is None:
            raise Failure(f"{path} was removed in the tree; the series cannot remove files")
        else:
            fold(c, path, data, choose_mail(c, path, asked))
    return added


def move_new_files(c):
    """Return the files that belong in linux/ but are in a hand-made mail's diff."""
    added = {}
    for n, mail in enumerate(c.mails, 1):
        for path in sorted(set(mail.touches()) - set(mail.files)):
            if in_base(path) is None:
                added[path] = c.git.data(c.final[path][1])
                mail.files.append(path)
    return added


def verb_import(args):
    c = Composed(lenient=True)
    copy_base(TREE)
    edits = edited(TREE)
    manifest = read_manifest(TREE)
    if args.file:
        unknown = [f for f in args.file if f not in edits and f not in c.loose]
        if unknown:
            raise Failure("not edited in the tree: " + " ".join(unknown))
        edits = {p: d for p, d in edits.items() if p in args.file}
    # Add a file of linux/ that no mail adds yet to mail N if it was named.
    for path in args.file:
        if path in c.loose and path not in edits:
            edits[path] = read(os.path.join(LINUX, path))
    for path in list(edits):
        full = os.path.join(LINUX, path)
        repo = c.git.data(c.final[path][1]) if path in c.final else (
            read(full) if os.path.isfile(full) else in_base(path))
        if repo == edits[path] and path not in c.loose:
            del edits[path]
        elif repo is not None and path in manifest and sha(repo) != manifest[path] \
                and repo != edits[path]:
            raise Failure(f"{path} was edited in the tree, but also changed in the repo; "
                          "make them equal first")
    added = move_new_files(c)
    added.update(take_edits(c, edits, args.mail))

    changed = []
    def put(path, data, mode=0o644):
        rel = os.path.relpath(path, ROOT)
        if data is None:
            if os.path.exists(path):
                changed.append(rel)
                if not args.check:
                    os.unlink(path)
        elif not os.path.isfile(path) or read(path) != data:
            changed.append(rel)
            if not args.check:
                write(path, data, mode)

    for path, data in added.items():
        full = os.path.join(TREE, path)
        mode = 0o755 if os.path.exists(full) and os.stat(full).st_mode & 0o100 else 0o644
        put(os.path.join(LINUX, path), data, mode)
    for n, mail in enumerate(c.mails, 1):
        put(mail.path, c.canonical(n).encode())
        c.series.set(mail.name, mail.files)
    if c.series.lines:
        put(SERIES, ("\n".join(c.series.lines) + "\n").encode())
    for path in changed:
        print(("would change " if args.check else "import: ") + path)
    if args.check:
        if changed:
            raise Failure("an import would change the repo")
        return
    if not changed:
        print("import: nothing to do")
    verb_tree(argparse.Namespace(discard=False))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("compose").set_defaults(run=verb_compose)
    verbs.add_parser("list").set_defaults(run=verb_list)
    p = verbs.add_parser("tree")
    p.add_argument("--discard", action="store_true")
    p.set_defaults(run=verb_tree)
    p = verbs.add_parser("step")
    p.add_argument("n", type=int)
    p.add_argument("dir")
    p.set_defaults(run=verb_step)
    p = verbs.add_parser("import")
    p.add_argument("--mail", type=int)
    p.add_argument("--check", action="store_true")
    p.add_argument("file", nargs="*")
    p.set_defaults(run=verb_import)
    args = parser.parse_args()
    try:
        args.run(args)
    except Failure as e:
        sys.exit(f"{args.verb}: {e}")


if __name__ == "__main__":
    main()
