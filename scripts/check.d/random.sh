# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# Random configurations, the same ones every time: the objects of the series,
# with gcc for odd seeds and clang for even ones; sourced by scripts/check.

seeds=(1 2 3 4 5 6 7 8 9 10)

check_random() {
	local seed
	for seed in "${seeds[@]}"; do
		watch "the series builds in random configuration $seed" locked build_random "$seed"
	done
}

# Every third configuration is left to chance; the others have the option on.
# Debugging information and link-time optimisation cost time and tell nothing.
build_random() (
	local seed=$1 out=$checks/out/random-$1 log=$log_dir/check-random-$1.log
	((seed % 2)) || export kernel_cc=clang
	mkdir -p "$out"
	{
		printf 'CONFIG_%s=y\n' 64BIT DEBUG_INFO_NONE
		printf '# CONFIG_%s is not set\n' WERROR LTO_CLANG_FULL LTO_CLANG_THIN
		((seed % 3 == 0)) || printf 'CONFIG_%s=y\n' NET SECCOMP FTRACE \
			FTRACE_SYSCALLS SECCOMP_FILTER_TEXT
	} >"$out/all.config"
	kmake "$tree" "$out" -s KCONFIG_SEED="$seed" KCONFIG_ALLCONFIG="$out/all.config" \
		randconfig >"$log" 2>&1 || {
		cat "$log"
		exit 1
	}
	((seed % 3 == 0)) || grep -x CONFIG_SECCOMP_FILTER_TEXT=y "$out/.config"
	build_objects "$tree" "$out" "$log"
)
