# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# No new warnings: build the objects of the series and all objects that define a
# system call, from the base and from the tree, with W=1; sourced by scripts/check.
# The files of the base may warn, but no more after the series than before it.

check_warnings() {
	watch "gcc and sparse warn of nothing new (W=1)" locked compare_warnings gcc C=2 CHECK="sparse -fmax-warnings=unlimited"
	watch "clang warns of nothing new (W=1)" locked compare_warnings clang
}

# compare_warnings COMPILER [MAKE-ARG...]
compare_warnings() {
	local cc=$1 fresh
	warnings_of base "$src" "$@"
	warnings_of tree "$tree" "$@"
	fresh=$(LC_ALL=C comm -13 "$checks/warnings-base-$cc" "$checks/warnings-tree-$cc")
	[[ -z $fresh ]] || {
		echo "$fresh"
		return 1
	}
}

# warnings_of base|tree SOURCE COMPILER [MAKE-ARG...] - write each warning once
# to $checks/warnings-NAME-COMPILER, unless it still holds the result of the
# same sources, configuration and tools.
warnings_of() {
	local name=$1 from=$2 cc=$3 out log result key objects
	shift 3
	out=$checks/out/warnings-$name-$cc
	log=$log_dir/check-warnings-$name-$cc.log
	result=$checks/warnings-$name-$cc
	export kernel_cc=$cc
	"$root/scripts/config" rich "$from" "$out" "$unknown_to_base"
	key=$({
		cat "$out/.config.key" "$root"/scripts/check.d/{objects.sh,objects.mk,warnings.sh}
		sparse --version
		[[ $from == "$src" ]] || cat "$tree.manifest"
		all_files
	} | sha256sum)
	[[ -f $result && $(cat "$result.key" 2>/dev/null) == "$key" ]] && return
	rm -f "$result.key"
	with_progress "$log" kmake "$from" "$out" prepare
	mapfile -t objects < <(series_objects "$from"; call_objects "$from")
	mapfile -t objects < <(built "$from" "$out" "${objects[@]}" | sort -u)
	echo "# $name: ${#objects[@]} objects with $cc" >&2
	rm -f "${objects[@]/#/$out/}"
	with_progress "$log" kmake "$from" "$out" W=1 "$@" "${objects[@]}"
	read_warnings "$from" "$log" >"$result"
	echo "$key" >"$result.key"
}

# The kernel's options that only the tree has.
unknown_to_base='SECCOMP_FILTER_TEXT|KUNIT'

# read_warnings SOURCE LOG - with the text of the line instead of its number, as
# the series moves lines. A path may be relative to the output folder.
read_warnings() {
	local from=$1 file line message
	sed -nE 's@^.*/'"${from##*/}"'/([^ :]+):([0-9]+)(:[0-9]+)?: (warning|error): @\1:\2:\4: @p' "$2" |
		while IFS=: read -r file line message; do
			echo "$file:$message: $(sed -n "${line}{s/^[[:blank:]]*//p;q}" "$from/$file")"
		done | LC_ALL=C sort -u
}
