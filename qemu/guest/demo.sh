#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# demo - in the guest: run a process under a policy of three lines, and one under
# a policy that denies it the network.

exec 2>&1

title() {
	echo
	echo "--- $*"
}

# Print what the kernel has logged since the last time.
seen=$(dmesg | wc -l)
kernel_says() {
	sleep 0.1
	dmesg | tail -n +$((seen + 1)) | grep -i seccomp | sed 's/^/    /'
	seen=$(dmesg | wc -l)
}

failed=0
check() {
	[ "$1" = "$2" ] && return
	echo "NOT as expected: status $1, expected $2"
	failed=1
}

title "$(uname -sr): a process under this policy"
cat <<'POLICY'
    sys_read: fd == 0
    sys_write: fd == 1
    sys_exit_group: 1
POLICY
title "samples/seccomp/stdio: what it may do, then what it may not"
stdio
check $? 0
title "the kernel's log"
kernel_says

# libc's way to open a socket on s390x is another one.
socket=sys_socket
[ "$(uname -m)" != s390x ] || socket=sys_socketcall
title "seccomp run: 'unlisted: 1' and '$socket: 0', then a shell that wants the network"
seccomp run -e 'unlisted: 1' -e "$socket: 0" sh -c 'echo "pid $$ runs"; nc 127.0.0.1 80'
check $? 159
title "the kernel's log"
kernel_says
exit $failed
