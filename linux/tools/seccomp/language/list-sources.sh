#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# list-sources.sh SRCTREE SRCARCH - the sources of the kernel that define system
# calls, those of the architecture last. Not those that replace others in a kernel
# without an MMU, without POSIX timers, of 32 bits, or in user mode.
set -eu
cd "$1"
list() {
	grep -rlE --include='*.c' '^[[:blank:]]*SYSCALL_DEFINE[0-6]\(' "$@" | LC_ALL=C sort
}
list block crypto drivers fs init io_uring ipc kernel lib mm net security virt |
	grep -vE '^(mm/nommu|kernel/time/posix-stubs)\.c$'
list "arch/$2" | grep -vE '_32\.c$|/um/'
