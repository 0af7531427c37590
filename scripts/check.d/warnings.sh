# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# No new warnings: build the objects of the series and all objects that define a
# system call with W=1, and compare with the base; sourced by scripts/check.
# Files of the base may warn, but no more with the series than without it.

check_warnings() {
	watch "gcc and sparse warn of nothing new (W=1)" locked \
		compare_warnings gcc C=2 CHECK="sparse -fmax-warnings=unlimited"
	watch "clang warns of nothing new (W=1)" locked compare_warnings clang
}

# compare_warnings COMPILER [MAKE-ARG...] - of the base, build what warns in the tree.
compare_warnings() {
	local cc=$1 objects fresh
	mapfile -t objects < <(series_objects "$tree"; call_objects "$tree")
	collect_warnings tree "$tree" "$cc" "${objects[*]}" "${@:2}"
	mapfile -t objects < <(warned_objects "$log_dir/check-warnings-tree-$cc.log")
	collect_warnings base "$src" "$cc" "${objects[*]}" "${@:2}"
	fresh=$(LC_ALL=C comm -13 "$checks/warnings-base-$cc" "$checks/warnings-tree-$cc")
	[[ -z $fresh ]] || {
		echo "$fresh"
		return 1
	}
}

# collect_warnings base|tree SOURCE COMPILER OBJECTS [MAKE-ARG...] - write each
# warning once to $checks/warnings-NAME-COMPILER.
collect_warnings() {
	local name=$1 from=$2 cc=$3 out log objects
	out=$checks/out/warnings-$name-$cc
	log=$log_dir/check-warnings-$name-$cc.log
	export kernel_cc=$cc
	"$steps/config" rich "$from" "$out" "(SECCOMP|TRACE)_FILTER"
	with_progress "$log" kmake "$from" "$out" prepare
	read -ra objects <<<"$4"
	mapfile -t objects < <(built "$from" "$out" "${objects[@]}" | sort -u)
	echo "# $name: ${#objects[@]} objects with $cc" >&2
	: >"$log"
	if ((${#objects[@]})); then
		rm -f "${objects[@]/#/$out/}"
		with_progress "$log" kmake "$from" "$out" --output-sync=target W=1 \
			"${@:5}" "${objects[@]}"
	fi
	read_warnings "$from" "$log" >"$checks/warnings-$name-$cc"
}
