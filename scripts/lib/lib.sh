# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# Shared helpers; every program in scripts/ and qemu/vm source this file.
# Sets: root (the repository), steps (scripts/lib), base (6.12), work (build/6.12),
# src (the pristine base), tree (the patched work tree), arch (the guest's
# architecture; what qemu/arch/ says of it), machine (what is built for it:
# build/6.12 for x86_64, build/6.12/arm64 for another), log_dir. For architectures
# other than x86_64 also cross (the compiler's prefix) and sysroot (its libc).
# guest_cc is the compiler of the guest's programs, with its options.

root=$(cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../.." && pwd)
steps=$root/scripts/lib
base=${BASE:-6.12}
arch=${ARCH:-x86_64}
# The kernel's make would take "make ARCH=arm64" for its own.
unset MAKEFLAGS MFLAGS

# use_machine BASE ARCH - choose what is built and booted
use_machine() {
	base=$1 arch=$2
	patches=$root/patches/$base
	[[ -f $patches/base ]] || die "no such base: $base (patches/$base/base is missing)"
	[[ -f $root/qemu/arch/$arch.sh ]] ||
		die "no such architecture: $arch (qemu/arch/$arch.sh is missing)"
	# What most do not say
	arch_libc=() arch_debian='' arch_suite='' arch_link=()
	# shellcheck disable=SC2317 # an architecture may have its own
	arch_clock() {
		:
	}
	# shellcheck source=qemu/arch/x86_64.sh
	. "$root/qemu/arch/$arch.sh"
	work=$root/build/$base
	src=$work/base
	tree=$work/tree
	machine=$work log_dir=$root/build/log
	[[ $arch == x86_64 ]] || machine=$work/$arch
	[[ $base == 6.12 && $arch == x86_64 ]] || log_dir=$root/build/log/$base-$arch
	durations=$machine/durations
	# On its own architecture, the machine's own compiler does.
	cross='' sysroot='' guest_cc=(gcc)
	[[ $arch != x86_64 ]] || return 0
	cross=$arch_triple- sysroot=$root/build/sysroot/$arch
	# It takes libc from its own package, and the other libraries from there.
	guest_cc=("${cross}gcc" "--sysroot=$sysroot")
}

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

say() {
	echo "== $*"
}

# flavours - every kernel that has a configuration in qemu/config/
flavours() {
	local file
	for file in "$root"/qemu/config/*.config; do
		basename "$file" .config
	done | grep -vx base
}

# list_flavours - the same, each with the first line of its configuration
list_flavours() {
	local flavour
	while read -r flavour; do
		printf '  %-14s %s\n' "$flavour" \
			"$(sed -n '1s/^# //p' "$root/qemu/config/$flavour.config")"
	done < <(flavours)
}

# flavour_is_on_top_of FLAVOUR OTHER - FLAVOUR's configuration includes OTHER's
flavour_is_on_top_of() {
	local flavour=$1
	while [[ $flavour && $flavour != "$2" ]]; do
		flavour=$(sed -n 's/^# on top of: //p' "$root/qemu/config/$flavour.config" 2>/dev/null)
	done
	[[ $flavour ]]
}

# Print a command as it would be typed in the repository's folder.
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

# pin KEY - a value from patches/<base>/base
pin() {
	sed -n "s/^$1=//p" "$patches/base"
}

have_packages() {
	local status
	status=$(dpkg-query -W -f '${db:Status-Status}\n' "$@" 2>/dev/null) || return 1
	! grep -qvx installed <<<"$status"
}

# first_package PACKAGE... - the first that this Debian has: some are split later
first_package() {
	local p
	for p; do
		! apt-cache policy "$p" | grep -q '^  Candidate: [0-9]' || break
	done
	echo "$p"
}

# Fetch apt's package lists.
refresh_lists() {
	local sudo=()
	((EUID == 0)) || sudo=(sudo)
	run "${sudo[@]}" apt-get -q update >&2 || die "apt-get update failed"
}

# need WHY PACKAGE... - install missing packages through apt
need() {
	command -v dpkg-query >/dev/null ||
		die "this needs Debian's apt; on other systems install the equivalents by hand: ${*:2}"
	have_packages "${@:2}" || install_packages "$@" || exit
}

# install_packages WHY PACKAGE... - one caller at a time: of two apt-get, one fails
install_packages() (
	why=$1 missing=() sudo=()
	shift
	mkdir -p "$root/build"
	exec 8>"$root/build/.packages.lock"
	flock 8
	for p; do
		have_packages "$p" || missing+=("$p")
	done
	((${#missing[@]})) || exit 0
	say "installing for $why: ${missing[*]}"
	if ((EUID)); then
		command -v sudo >/dev/null ||
			die "not root and no sudo; as root, run: apt-get install ${missing[*]}"
		sudo=(sudo)
	fi
	# Fetch the lists at most once a day.
	if [[ -z $(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -1 -print -quit 2>/dev/null) ]]; then
		refresh_lists
	fi
	run "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
		--no-install-recommends -o DPkg::Lock::Timeout=600 "${missing[@]}" >&2 8>&- ||
		die "apt-get could not install ${missing[*]}; install them by hand and run this again"
)

# for_machine - copy the lines of a test's table; one that begins with "[ARCH] " is for
# that architecture only, one with "[!ARCH] " for all others
for_machine() {
	local archs
	archs=$(cd "$root/qemu/arch" && printf '%s\n' *.sh | sed 's/\.sh$//' | paste -sd'|')
	sed -E -e "s/^\[$arch\] //; t" -e "/^\[!$arch\] /d" -e "s/^\[!($archs)\] //" -e "/^\[($archs)\] /d"
}

# guest_cc ARGUMENT... - compile for the guest
guest_cc() {
	"${guest_cc[@]}" "$@"
}

need_build() {
	need "building a kernel" gcc make libc6-dev flex bison bc libelf-dev perl \
		python3 git xz-utils cpio rsync ccache
	[[ ! $cross ]] || need "building for $arch" "gcc-${arch_triple//_/-}" "${arch_libc[@]}"
}

# Build one kernel at a time, and none while the tree is being written.
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

# with_progress LOG COMMAND... - run with output to LOG and print a progress
# line every ten seconds; on failure show the end of the log.
with_progress() {
	local log=$1 start=$SECONDS pid rc=0 next
	shift
	mkdir -p "$(dirname "$log")"
	show "$@"
	echo "   (log: ${log#"$root"/})" >&2
	# Use a separate process group so that an interrupt can end all of it.
	set -m
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	set +m
	# shellcheck disable=SC2064 # expand the pid now
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

# kmake SOURCE OUT ARG... - run the kernel's make, reproducibly and with ccache.
# The compiler is $kernel_cc, by default the architecture's gcc. On a cache miss
# ccache would by default preprocess a file for its hash and compile the original;
# NOCPP2 makes it compile what it has preprocessed, which takes a sixth less time
# and gives the same object. But compilers then warn about what macros expand to:
# clang always, gcc too where the caller sets judge_warnings.
kmake() {
	local from=$1 out=$2 cc=${kernel_cc:-${cross}gcc}
	shift 2
	[[ $cc == clang || ${judge_warnings-} ]] || local -x CCACHE_NOCPP2=1
	CCACHE_BASEDIR=$root make -C "$from" O="$out" -j"$(nproc)" \
		ARCH="$arch_kernel" CROSS_COMPILE="$cross" CC="ccache $cc" HOSTCC="ccache gcc" LOCALVERSION= \
		KBUILD_BUILD_TIMESTAMP="2024-01-01 00:00:00 UTC" \
		KBUILD_BUILD_USER=user KBUILD_BUILD_HOST=host KBUILD_BUILD_VERSION=1 "$@"
}

use_machine "$base" "$arch"

# Verdicts: one line each, counted; tally prints the totals.
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

# judge NAME COMMAND... - the command's status is the verdict; on failure its
# output is shown, indented. watch shows the output as it comes.
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

# record_duration NAME SECONDS - remember how long something took on this
# machine, for the estimates of scripts/test-all
record_duration() {
	mkdir -p "$machine"
	{
		[[ ! -f $durations ]] || grep -v "^$1 " "$durations" || true
		echo "$1 $2"
	} >"$durations.$$"
	mv "$durations.$$" "$durations"
}
