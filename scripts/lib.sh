# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# Shared helpers; sourced by every program in scripts/ and by qemu/vm.
# Sets: root (the repo), base (6.12), work (build/6.12), src (pristine base),
# tree (the patched work tree), log_dir.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
base=${BASE:-6.12}
use_base() {
	base=$1
	work=$root/build/$base
	src=$work/base
	tree=$work/tree
	patches=$root/patches/$base
	log_dir=$root/build/log
	[[ -f $patches/base ]] || die "no such base: $base (patches/$base/base is missing)"
}

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

say() {
	echo "== $*"
}

# Print a command as it would be typed in the repo's folder.
show() {
	if [[ $1 == kmake ]]; then
		set -- make -C "$2" "O=$(realpath -m --relative-to="$2" "$3")" "${@:4}"
	fi
	printf '+' >&2
	printf ' %q' "${@//"$root"\//}" >&2
}

run() {
	show "$@"
	echo >&2
	"$@"
}

# pin KEY - a value of patches/<base>/base
pin() {
	sed -n "s/^$1=//p" "$patches/base"
}

have_packages() {
	local status
	status=$(dpkg-query -W -f '${db:Status-Status}\n' "$@" 2>/dev/null) || return 1
	! grep -qvx installed <<<"$status"
}

# Fetch apt's lists of packages.
refresh_lists() {
	local sudo=()
	((EUID == 0)) || sudo=(sudo)
	run "${sudo[@]}" apt-get -q update >&2 || die "apt-get update failed"
}

# need WHY PACKAGE... - install the packages that are missing, through apt.
need() {
	local why=$1 missing=() p sudo=()
	shift
	command -v dpkg-query >/dev/null || die "this needs Debian's apt; elsewhere install by hand what matches: $*"
	have_packages "$@" && return
	for p; do
		have_packages "$p" || missing+=("$p")
	done
	say "installing for $why: ${missing[*]}"
	if ((EUID)); then
		command -v sudo >/dev/null ||
			die "not root and no sudo; as root, run: apt-get install ${missing[*]}"
		sudo=(sudo)
	fi
	# Lists are fetched once a day at most.
	if [[ -z $(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -1 -print -quit 2>/dev/null) ]]; then
		refresh_lists
	fi
	run "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get -q install -y --no-install-recommends "${missing[@]}" >&2 ||
		die "apt-get could not install ${missing[*]}; install them by hand and run this again"
}

need_build() {
	need "building a kernel" gcc make libc6-dev flex bison bc libelf-dev perl \
		python3 git xz-utils cpio rsync ccache
}

# One kernel build at a time, and no build while the tree is being written.
take_build_lock() {
	[[ ${KERNEL_BUILD_LOCK:-} == held ]] && return
	mkdir -p "$root/build"
	exec 9>"$root/build/.kernel-build.lock"
	if ! flock -n 9; then
		echo "waiting for another kernel build to finish" >&2
		flock 9
	fi
	export KERNEL_BUILD_LOCK=held
}

# with_progress LOG COMMAND... - run quietly into LOG, telling every few
# seconds how far it is; on failure show the log's end.
with_progress() {
	local log=$1 start=$SECONDS pid rc=0 next
	shift
	mkdir -p "$(dirname "$log")"
	show "$@"
	echo "   (log: ${log#"$root"/})" >&2
	# A process group of its own, so that an interrupt can end all of it.
	set -m
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	set +m
	# shellcheck disable=SC2064 # the pid of now
	trap "kill -- -$pid 2>/dev/null; wait $pid 2>/dev/null; exit 130" INT TERM HUP
	next=$((SECONDS + 10))
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.2
		((SECONDS < next)) && continue
		next=$((SECONDS + 10))
		progress_line "$log" $((SECONDS - start))
	done
	wait "$pid" || rc=$?
	trap - INT TERM HUP
	if ((rc)); then
		echo "failed after $((SECONDS - start)) s; the end of ${log#"$root"/}:" >&2
		grep -nE 'error:|Error [0-9]|\*\*\*' "$log" | head -20 >&2 || true
		echo ... >&2
		tail -15 "$log" >&2
		return "$rc"
	fi
	echo "  done in $((SECONDS - start)) s" >&2
}

progress_line() {
	local n last
	n=$(grep -cE '^  [A-Z]' "$1" || true)
	last=$(grep -E '^  [A-Z]' "$1" | tail -1 || true)
	printf '  [%4d s] %5d steps %s\n' "$2" "$n" "$last" >&2
}

# kmake SOURCE OUT ARG... - the kernel's make, reproducible and cached.
# The compiler is $kernel_cc, gcc if that is not set.
kmake() {
	local from=$1 out=$2
	shift 2
	CCACHE_BASEDIR=$root make -C "$from" O="$out" -j"$(nproc)" \
		CC="ccache ${kernel_cc:-gcc}" HOSTCC="ccache gcc" LOCALVERSION= \
		KBUILD_BUILD_TIMESTAMP="2024-01-01 00:00:00 UTC" \
		KBUILD_BUILD_USER=user KBUILD_BUILD_HOST=host KBUILD_BUILD_VERSION=1 "$@"
}

use_base "$base"

# Verdicts: one line per check, counted; tally closes a program that judged.
passed=0 failed=0
ok() {
	passed=$((passed + 1))
	echo "ok $*"
}
not_ok() {
	failed=$((failed + 1))
	echo "not ok $*"
}
tally() {
	echo "$passed passed, $failed failed"
	((failed == 0))
}

# judge NAME COMMAND... - the command's status is the verdict; what it says is
# shown, indented, when it fails. watch does the same and shows it at once.
judge() {
	local name=$1 said rc
	shift
	set +e
	said=$(
		set -e
		"$@" 2>&1
	)
	rc=$?
	set -e
	((rc == 0)) && ok "$name" && return
	not_ok "$name"
	tail -40 <<<"$said" | sed 's/^/    /'
}

watch() {
	local name=$1 rc
	shift
	set +e
	(
		set -e
		"$@" >&2
	)
	rc=$?
	set -e
	if ((rc == 0)); then
		ok "$name"
	else
		not_ok "$name"
	fi
}
