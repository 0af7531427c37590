# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# Every combination of the options below that Kconfig allows, on top of next to
# nothing else (bare.config): build the objects of the series with W=1; sourced
# by scripts/check. --quick builds the full set, and the sets that are left when
# one option is asked to be off.

# What comes first should not depend on what comes later: that saves time.
options=(SECCOMP NET FTRACE_SYSCALLS SECCOMP_FILTER SECCOMP_FILTER_TEXT AUDIT
	COMPAT PROC_FS KUNIT SECCOMP_FILTER_TEXT_CONSTANTS)
workers=2

check_combinations() {
	mkdir -p "$checks/combinations"
	watch "the series builds in each combination of options (W=1)" locked build_combinations
}

build_combinations() {
	local kind=all
	[[ ! $quick ]] || kind=quick
	"list_$kind" "$checks/combinations/$kind"
	echo "# $(wc -l <"$checks/combinations/$kind") combinations" >&2
	build_list "$checks/combinations/$kind"
}

# A set of options is a string with y or n for each of them, in their order.
set_name() {
	local i name=''
	for ((i = 0; i < ${#options[@]}; i++)); do
		[[ ${1:i:1} == n ]] || name+=" ${options[i]}"
	done
	echo "${name:- nothing}"
}

# ask WORKER SET - let Kconfig make the nearest configuration of a set; set got
# to what it became, and keep its .config.
ask() {
	local worker=$1 set=$2 out=$checks/out/combination-$1 i option wanted value
	if [[ ${asked[$set]-} ]]; then
		got=${asked[$set]}
		return
	fi
	mkdir -p "$out"
	{
		cat "$root/qemu/config/bare.config"
		for ((i = 0; i < ${#options[@]}; i++)); do
			wanted=${options[i]} value=${set:i:1}
			case $wanted in
			# These two have no prompt, or bring the tests with them.
			COMPAT) wanted=IA32_EMULATION ;;
			KUNIT) echo "CONFIG_KUNIT_ALL_TESTS=$value" ;;
			esac
			echo "CONFIG_$wanted=$value"
		done
	} >"$out/all.config"
	kmake "$tree" "$out" -s KCONFIG_ALLCONFIG="$out/all.config" allnoconfig \
		>"$log_dir/check-ask-$worker.log" 2>&1 || {
		cat "$log_dir/check-ask-$worker.log" >&2
		return 1
	}
	got=''
	for option in "${options[@]}"; do
		if grep -qx "CONFIG_$option=y" "$out/.config"; then got+=y; else got+=n; fi
	done
	asked[$set]=$got
	cp "$out/.config" "$checks/combinations/$got.config"
}

# walk WORKER PREFIX - print every set that begins with PREFIX and that Kconfig
# takes as it is. It refuses a prefix if it takes it neither with all of the
# other options off nor with all of them on.
walk() {
	local worker=$1 prefix=$2 rest=$((${#options[@]} - ${#2})) value got
	if ((rest == 0)); then
		echo "$prefix"
		return
	fi
	for value in n y; do
		ask "$worker" "$prefix$value$(repeat n $((rest - 1)))"
		[[ $got == "$prefix$value"* ]] ||
			ask "$worker" "$prefix$value$(repeat y $((rest - 1)))"
		[[ $got != "$prefix$value"* ]] || walk "$worker" "$prefix$value"
	done
}

repeat() {
	local i
	for ((i = 0; i < $2; i++)); do
		printf %s "$1"
	done
}

# list_all FILE - unless it is the list of the same Kconfig files.
list_all() {
	local list=$1 key pids=() value
	key=$(combinations_key)
	[[ -f $list && $(cat "$list.key" 2>/dev/null) == "$key" ]] && return
	rm -f "$list.key"
	for value in n y; do
		(
			# shellcheck disable=SC2034 # ask uses it
			declare -A asked=()
			walk "$value" "$value"
		) >"$list.$value" &
		pids+=($!)
	done
	wait_for "${pids[@]}"
	cat "$list.n" "$list.y" >"$list"
	echo "$key" >"$list.key"
}

list_quick() {
	local list=$1 full i got key
	key=$(combinations_key)
	[[ -f $list && $(cat "$list.key" 2>/dev/null) == "$key" ]] && return
	# shellcheck disable=SC2034 # ask uses it
	local -A asked=()
	full=$(repeat y ${#options[@]})
	rm -f "$list.key"
	{
		ask quick "$full"
		echo "$got"
		for ((i = 0; i < ${#options[@]}; i++)); do
			ask quick "${full:0:i}n${full:i+1}"
			echo "$got"
		done
	} >"$list.all"
	sort -u "$list.all" >"$list"
	grep -qx "$full" "$list" || die "Kconfig refuses to turn on all of: ${options[*]}"
	echo "$key" >"$list.key"
}

combinations_key() {
	{
		cat "$work/base.stamp" "$root/qemu/config/bare.config" \
			"$root/scripts/check.d/combinations.sh"
		"${kernel_cc:-${cross}gcc}" --version
		(cd "$tree" && grep -h '[/ ]Kconfig' "$tree.manifest")
	} | sha256sum
}

# build_list FILE - the workers share the list.
build_list() {
	local pids=() i
	for ((i = 0; i < workers; i++)); do
		awk -v n=$workers -v i=$i 'NR % n == i' "$1" | build_sets "$i" &
		pids+=($!)
	done
	wait_for "${pids[@]}"
}

# build_sets WORKER - build the sets on standard input; go on after a failure.
build_sets() {
	local worker=$1 out=$checks/out/combination-$1 log=$log_dir/check-combination-$1.log
	local set rc=0
	mkdir -p "$out"
	while read -r set; do
		cp "$checks/combinations/$set.config" "$out/.config"
		if build_objects "$tree" "$out" "$log" W=1; then
			echo "  builds:$(set_name "$set")" >&2
		else
			echo "  DOES NOT BUILD:$(set_name "$set")" >&2
			rc=1
		fi
	done
	return "$rc"
}
