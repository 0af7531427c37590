# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# 64-bit Arm, QEMU's machine "virt"; see x86_64.sh.

arch_kernel=arm64
arch_triple=aarch64-linux-gnu
arch_image=arch/arm64/boot/Image
arch_libc=(libc6-dev-arm64-cross)
arch_debian=arm64
arch_packages=(qemu-system-arm)
arch_qemu=(qemu-system-aarch64 -machine virt -cpu "max,pauth-impdef=on")
arch_bus=device
arch_append="console=ttyAMA0"
