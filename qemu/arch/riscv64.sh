# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# 64-bit RISC-V, QEMU's machine "virt"; see x86_64.sh.

arch_kernel=riscv
arch_triple=riscv64-linux-gnu
arch_image=arch/riscv/boot/Image
arch_libc=(libc6-dev-riscv64-cross)
arch_debian=riscv64
# Debian 12 has no riscv64. The libraries of Debian 13 want names of its libc.
arch_suite=trixie
arch_link=('-Wl,--defsym=__isoc23_strtoll=strtoll' '-Wl,--defsym=__isoc23_strtoull=strtoull')
arch_packages=(qemu-system-riscv qemu-system-misc)
arch_qemu=(qemu-system-riscv64 -machine virt -cpu rv64)
arch_bus=device
arch_append="console=ttyS0"
