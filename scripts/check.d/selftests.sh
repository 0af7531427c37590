# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# The selftests build as their Makefile has it, natively and for arm64; sourced
# by scripts/check.

check_selftests() {
	need "building the selftests" libcap-dev
	watch "the selftests' Makefile builds all of them" locked make_selftests x86_64 ''
	[[ $quick ]] && return
	need "building the selftests for arm64" gcc-aarch64-linux-gnu libc6-dev-arm64-cross
	watch "the selftests' Makefile works for arm64" locked make_selftests arm64 aarch64-linux-gnu-
}

# make_selftests ARCH PREFIX - every program that the Makefile names must exist
# afterwards, and it must name all programs where the option is selectable.
make_selftests() (
	local out=$checks/out/selftests-$1 log=$log_dir/check-selftests-$1.log program programs
	local arch_kernel=$1 cross=$2
	export ARCH=$1 CROSS_COMPILE=$2
	with_progress "$log" kmake "$tree" "$out" headers
	[[ ! $CROSS_COMPILE ]] || imitate_libcap "$2" "$out/libcap"
	rm -rf "$out/kselftest"
	with_progress "$log" make -C "$tree/tools/testing/selftests" -j"$(nproc)" -k \
		O="$out" TARGETS=seccomp FORCE_TARGETS=1
	! grep -A5 -E '(warning|error):' "$log"
	programs=$(selftest_programs "$out")
	for program in $programs; do
		[[ -x $program ]] || die "the Makefile did not build ${program##*/}"
	done
	[[ $1 == x86_64 ]] || exit 0
	while read -r program; do
		grep -q "/$(basename "$program" .c)$" <<<"$programs" ||
			die "the Makefile does not name ${program##*/}"
	done < <(grep -lE '\bTEST_HARNESS_MAIN|\bmain\(' "$tree"/tools/testing/selftests/seccomp/*.c)
)

selftest_programs() {
	# shellcheck disable=SC2016 # for make
	make -s -C "$tree/tools/testing/selftests/seccomp" OUTPUT="$1/kselftest/seccomp" \
		-f Makefile -f - print-programs <<<'print-programs: ; @printf "%s\n" $(TEST_GEN_PROGS) $(TEST_GEN_PROGS_EXTENDED)'
}

# imitate_libcap PREFIX DIR - Debian has libcap's header for every architecture, but
# the library only for this one. Linking needs no more than its symbols.
imitate_libcap() {
	local dir=$2 library
	mkdir -p "$dir/include/sys"
	library=$(ldconfig -p | sed -n 's/.*libcap\.so\.2 .* => //p' | head -1)
	cp /usr/include/sys/capability.h "$dir/include/sys"
	nm -D --defined-only "$library" | sed -n 's/.* T \(cap_[a-z_]*\).*/void \1(void) {}/p' |
		sort -u >"$dir/cap.c"
	"${1}gcc" -w -shared -o "$dir/libcap.so" "$dir/cap.c"
	export CFLAGS="-idirafter $dir/include" LDFLAGS="-L$dir"
}
