# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# What scripts/ and qemu/vm know of x86_64; sourced by scripts/lib/lib.sh.
# docs/architecture.md says what each word means.

arch_kernel=x86_64
arch_triple=x86_64-linux-gnu
arch_image=vmlinux
arch_packages=(qemu-system-x86)
arch_qemu=(qemu-system-x86_64 -machine "microvm,acpi=off" -cpu max)
arch_bus=device
arch_append="console=ttyS0 reboot=t"

arch_clock() {
	# See tsc.c. With --icount a tick is a nanosecond, and calibrating the
	# timer of the local APIC would take ten seconds.
	if [[ $2 ]]; then
		echo "tsc=reliable tsc_early_khz=1000000 nolapic_timer"
	elif [[ $1 == tcg ]]; then
		# On a busy machine the few ticks that the kernel waits for may come
		# too late for its check of the timer, which then panics.
		echo "tsc=reliable tsc_early_khz=$("$machine/guest/tsc") no_timer_check"
	fi
}
