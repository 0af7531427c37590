# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# Programs for the guest, whatever its architecture; source this after lib.sh.

# guest_libraries PROGRAM - set $libraries to the options of qemu/vm that add what a
# dynamic program is linked with. Every loader also looks in /lib.
guest_libraries() {
	local file from
	libraries=()
	while read -r file; do
		from=$(guest_cc -print-file-name="$(basename "$file")")
		[[ $file == /* ]] || file=/lib/$file
		libraries+=(--add "$(realpath "$from"):$file")
	done < <(readelf -ld "$1" |
		sed -n 's/.*interpreter: \([^]]*\)\]$/\1/p; s/.*(NEEDED).*\[\(.*\)\]$/\1/p' | sort -u)
}

# has_old_calls - whether the guest has mkdir, open, fork and their like
has_old_calls() {
	[[ $arch != arm64 && $arch != riscv64 ]]
}

# name_calls FILE - where there are no old calls, have policies and messages of a test
# name those that are made instead
name_calls() {
	has_old_calls || sed -i -E -e 's/(\\n|\b)(sys_)?(mkdir|link): (0|1|mode|\\)/\1\2\3at: \4/g' \
		-e 's/\b(mkdir|link)(\(| refused| would)/\1at\2/g' -e 's/at\(pathname=/at(dfd=AT_FDCWD, &/' \
		-e 's/dfd=AT_FDCWD, at\(/dfd=AT_FDCWD, /' -e 's/"call":"mkdir"/"call":"mkdirat"/' \
		-e 's/\bsymlink: 0/symlinkat: 0/' "$1"
}
