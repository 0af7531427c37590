# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2030,SC2031,SC2154
# The series applies to every base, and its objects compile with the option on for
# every base and architecture in scripts/lib/machines; sourced by scripts/check.

check_machines() {
	local on for _
	while read -r on; do
		watch "the series applies to $on" locked apply_to "$on"
	done < <(cut -d' ' -f1 "$steps/machines" | grep -v '^#' | sort -u)
	while read -r on for _; do
		watch "the objects of the series compile on $on for $for" locked compile_on "$on" "$for"
	done < <(grep -v -e '^#' -e "^$base $arch " "$steps/machines")
}

apply_to() (
	local -x BASE=$1
	"$steps/unpack"
	"$steps/tree"
	"$root/scripts/series"
)

compile_on() (
	local out log objects
	local -x BASE=$1 ARCH=$2
	use_machine "$1" "$2"
	need_build
	out=$machine/check/objects log=$log_dir/check-objects.log
	"$steps/config" "test" "$tree" "$out"
	with_progress "$log" kmake "$tree" "$out" prepare
	mapfile -t objects < <(series_objects "$tree")
	mapfile -t objects < <(built "$tree" "$out" "${objects[@]}")
	echo "# $1, $2: ${#objects[@]} objects" >&2
	with_progress "$log" kmake "$tree" "$out" -k "${objects[@]}"
	! grep -A5 -E '(warning|error):' "$log"
)
