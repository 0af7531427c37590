# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# How qemu/vm boots x86_64; sourced by it.

arch_package=qemu-system-x86
arch_qemu=(qemu-system-x86_64 -machine "microvm,acpi=off" -cpu max)
arch_append="console=ttyS0 reboot=t"

# arch_clock ACCELERATOR ICOUNT - kernel arguments that give the guest a steady
# clock
arch_clock() {
	# See tsc.c. With --icount a tick is a nanosecond, and calibrating the
	# timer of the local APIC would take ten seconds.
	if [[ $2 ]]; then
		echo "tsc=reliable tsc_early_khz=1000000 nolapic_timer"
	elif [[ $1 == tcg ]]; then
		# On a busy machine the few ticks that the kernel waits for may come
		# too late for its check of the timer, which then panics.
		echo "tsc=reliable tsc_early_khz=$("$work/guest/tsc") no_timer_check"
	fi
}
