# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# Other architectures with the option off: the objects of the series and all objects
# that define a system call, from the architecture's defconfig; sourced by
# scripts/check. Of these only arm64 could select it.

check_architectures() {
	need "building for other architectures" gcc-aarch64-linux-gnu gcc-sparc64-linux-gnu
	watch "i386 builds with the option off" locked build_architecture i386 '' y
	watch "arm64 builds with the option off" locked build_architecture arm64 aarch64-linux-gnu- y
	# sparc64 has seccomp, but no HAVE_ARCH_SECCOMP_FILTER.
	watch "sparc64 builds with the option off" locked build_architecture sparc64 sparc64-linux-gnu- n
}

# build_architecture ARCH PREFIX FILTER - FILTER says whether it has BPF filters.
build_architecture() (
	local arch=$1 filter=$3 out=$checks/out/$1 log=$log_dir/check-$1.log option objects
	local arch_kernel=$1 cross=$2
	with_progress "$log" kmake "$tree" "$out" defconfig
	{
		printf 'CONFIG_%s=y\n' AUDIT FTRACE FTRACE_SYSCALLS KUNIT SECCOMP DEBUG_INFO_NONE
		printf '# CONFIG_%s is not set\n' WERROR DEBUG_INFO_REDUCED
	} >>"$out/.config"
	with_progress "$log" kmake "$tree" "$out" olddefconfig
	for option in SECCOMP FTRACE_SYSCALLS; do
		grep -qx "CONFIG_$option=y" "$out/.config" || die "$arch: CONFIG_$option did not take"
	done
	! grep SECCOMP_FILTER_TEXT=y "$out/.config" || die "$arch: the option is on"
	[[ $(grep -cx CONFIG_SECCOMP_FILTER=y "$out/.config") == $([[ $filter == y ]] && echo 1 || echo 0) ]] ||
		die "$arch: CONFIG_SECCOMP_FILTER is not $filter"
	mapfile -t objects < <(series_objects "$tree"; call_objects "$tree")
	build_for "$arch" tree "$tree" "${objects[@]}"
	mapfile -t objects < <(warned_objects "$log_dir/check-$arch-tree.log")
	build_for "$arch" base "$src" "${objects[@]}"
	! LC_ALL=C comm -13 "$checks/$arch-base" "$checks/$arch-tree" | grep .
)

# build_for ARCH tree|base SOURCE OBJECT... - write what the compiler complains of
# to $checks/ARCH-NAME. Objects of the base may fail, for example fs/fcntl.o of
# 6.12 for sparc64, but then they must fail without the series as well.
build_for() {
	local arch=$1 name=$2 from=$3 out=$checks/out/$1-$2 log=$log_dir/check-$1-$2.log objects
	mkdir -p "$out"
	cp "$checks/out/$arch/.config" "$out/.config"
	with_progress "$log" kmake "$from" "$out" olddefconfig prepare
	mapfile -t objects < <(built "$from" "$out" "${@:4}" | sort -u)
	echo "# $arch, $name: ${#objects[@]} objects" >&2
	: >"$log"
	((!${#objects[@]})) || with_progress "$log" kmake "$from" "$out" --output-sync=target \
		-k "${objects[@]}" || grep -q ': error: ' "$log"
	read_warnings "$from" "$log" >"$checks/$arch-$name"
}
