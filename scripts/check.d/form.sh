# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# The form of the series; sourced by scripts/check, which sets checks and mails.

# checkpatch runs with all of its types except these:
# FILE_PATH_CHANGES: asks for a MAINTAINERS entry with every new file; the
#   series has one entry, which one of its mails adds.
# MACRO_ARG_REUSE, MACRO_ARG_UNUSED: __MAP() in syscalls.h passes a type and a
#   name to each of its macros, whether or not the macro needs both.
# CONST_STRUCT: a sysctl's handler changes a copy of its ctl_table.
# CAMELCASE: _Generic is a word of C's.
# ENOSYS: a policy does mean "no such system call" by it.
# EMBEDDED_FILENAME: kernel/Makefile includes kernel/Makefile.seccomp, whose name
#   begins with its own.
# INCLUDE_LINUX: a selftest compares the constants of <asm/socket.h>, which
#   <linux/socket.h> does not include in user space.
# NEW_TYPEDEFS: the tool declares types of the kernel for user space.
# COMPLEX_MACRO: macros for the first arguments of clone() and for entries of a table
#   are lists, which parentheses would change.
# PREFER_DEFINED_ATTRIBUTE_MACRO: the selftests of 6.1 have no __printf().
# ARCH_DEFINES: what an ABI is called depends on the architecture.
# TRAILING_SEMICOLON: a generated list of calls has none between its macros.
ignored_types=FILE_PATH_CHANGES,MACRO_ARG_REUSE,MACRO_ARG_UNUSED,CONST_STRUCT,CAMELCASE,ENOSYS,EMBEDDED_FILENAME,INCLUDE_LINUX,NEW_TYPEDEFS,COMPLEX_MACRO,PREFER_DEFINED_ATTRIBUTE_MACRO,ARCH_DEFINES,TRAILING_SEMICOLON

check_form() {
	local mail
	apply_all
	judge "the tree is base + patches + linux/" compare_tree
	judge "the tree has linux/ as it is" compare_linux
	judge "an import changes nothing" "$root/scripts/import" --check
	for mail in "${mails[@]}"; do
		judge "checkpatch ${mail##*/}" checkpatch "$mail"
	done
	judge "the mails say the same for every base" compare_bases
}

# One changelog per mail: what comes before a mail's "---", and the cover letter
compare_bases() {
	local mail other
	for mail in "$patches"/0*; do
		for other in "$root"/patches/*/"${mail##*/}"; do
			diff <(sed '/^---$/q' "$mail") <(sed '/^---$/q' "$other")
		done
	done | no_lines
}

no_lines() {
	grep . && return 1
	return 0
}

apply_all() {
	local am=$checks/am mail file
	rm -rf "$am"
	git init -q "$am"
	while read -r file; do
		[[ ! -f $src/$file ]] || (cd "$src" && cp --parents -p "$file" "$am")
	done < <(all_files)
	git_am add -A -f
	git_am commit -q --allow-empty -m base
	for mail in "${mails[@]}"; do
		judge "git am ${mail##*/}" git_am am --whitespace=error-all "$mail"
	done
	judge "the mails add up to the tree" compare_am
}

git_am() {
	GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C "$checks/am" \
		-c user.name=check -c user.email=check@localhost -c gc.auto=0 "$@"
}

compare_am() {
	local file
	all_files | while read -r file; do
		cmp "$checks/am/$file" "$tree/$file"
	done
}

# Only the files that the mails touch differ from the base.
compare_tree() {
	local wrong
	wrong=$(diff <(all_files) <(diff -rq --no-dereference "$src" "$tree" |
		sed -n -e "s|^Files $src/\(.*\) and .* differ\$|\1|p" \
			-e "s|^Only in $tree\(.*\): \(.*\)|\1/\2|p" \
			-e "s|^Only in $src\(.*\): \(.*\)|missing: \1/\2|p" |
		sed 's|^/||' | list_new_files | sort -u))
	[[ -z $wrong ]] || {
		echo "files that the mails touch (<) and that differ from the base (>):"
		echo "$wrong"
		return 1
	}
}

# diff names a new folder instead of its files.
list_new_files() {
	local path
	while read -r path; do
		if [[ -d $tree/$path ]]; then
			(cd "$tree" && find "$path" -type f)
		else
			echo "$path"
		fi
	done
}

compare_linux() {
	(cd "$root/linux" && find . -type f -exec cmp {} "$tree/{}" \;) | no_lines
}

# Without the headers that define the kernel's words for user space: there,
# checkpatch asks for the words themselves.
checkpatch() {
	local rc=0 mail=$checks/${1##*/}
	awk '/^diff --git/ { left_out = $3 ~ /language\/include\// } !left_out' "$1" >"$mail"
	(cd "$tree" && perl scripts/checkpatch.pl --strict --no-summary --quiet \
		--show-types --ignore "$ignored_types" "$mail") || rc=$?
	# checkpatch caches the headers' names in the tree.
	rm -f "$tree"/.checkpatch-camelcase.*
	return "$rc"
}
