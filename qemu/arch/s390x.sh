# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# IBM Z, big endian; a machine of channel devices; see x86_64.sh.

arch_kernel=s390
arch_triple=s390x-linux-gnu
arch_image=arch/s390/boot/bzImage
arch_libc=(libc6-dev-s390x-cross)
arch_debian=s390x
arch_packages=(qemu-system-s390x qemu-system-misc)
arch_qemu=(qemu-system-s390x -machine s390-ccw-virtio -cpu max)
arch_bus=ccw
arch_append="console=ttysclp0"
