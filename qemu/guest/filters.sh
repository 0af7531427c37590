#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# filters - in the guest: write each of these filters to a trace event; print the
# result and the calls that it lets through.
mount -t tracefs tracefs /sys/kernel/tracing
cd /sys/kernel/tracing || exit

# try EVENT FILTER - print the answer, the file and the error log
try() {
	file=events/$1/filter
	echo 0 >"$file"
	: >error_log
	echo "## $1: $2"
	# shellcheck disable=SC2116 # echo's error message is the answer
	answer=$(echo "$2" 2>&1 >"$file") && answer=taken
	echo "answer: ${answer##*: }"
	cat "$file"
	sed 's/^\[[ 0-9.]*\] //' error_log
}

# matches FILTER - print the calls of kill that it lets through
matches() {
	try syscalls/sys_enter_kill "$1"
	: >trace
	echo 1 >events/syscalls/sys_enter_kill/enable
	for pid in 1 2 7654321 -7654321; do
		kill -0 -- $pid 2>/dev/null
	done
	echo 0 >events/syscalls/sys_enter_kill/enable
	sed -n 's/.*: sys_kill(/sys_kill(/p' trace
}

matches 'pid == 1'
matches 'pid != 1'
matches 'pid > 1'
matches 'pid < 0'
matches 'pid >= 0xffffffff00000000'
matches 'pid & 1'
matches 'sig == 0 && (pid == 2 || pid == 7654321)'
matches '!(pid == 1) && !(pid == 2)'
matches 'comm == "filters"'
matches 'comm != "filters"'
matches 'comm ~ "fil*" && pid == 1'
matches 'common_pid != 0 && pid == 1'
matches 'CPU >= 0 && pid == 1'
matches '__syscall_nr == 62 && pid == 1'
try syscalls/sys_enter_openat 'filename.ustring ~ "/tmp/*"'
try syscalls/sys_enter_openat 'filename == 0'
try sched/sched_process_exec 'filename ~ "*true"'
try sched/sched_switch 'prev_comm == "sh" && next_pid > 0 && prev_state == 1'
try sched/sched_switch 'prev_pid.function == schedule'
try sched/sched_switch 'CPU & CPUS{0-1}'

try syscalls/sys_enter_read 'nosuch == 1'
try syscalls/sys_enter_read 'fd == x'
try syscalls/sys_enter_read 'fd == 1x'
try syscalls/sys_enter_read 'fd == 18446744073709551616'
try syscalls/sys_enter_read 'fd = 1'
try syscalls/sys_enter_read 'fd ~ "1"'
try syscalls/sys_enter_read 'fd =='
try syscalls/sys_enter_read 'fd'
try syscalls/sys_enter_read 'comm ~ x'
try syscalls/sys_enter_read 'fd == 1 &&'
try syscalls/sys_enter_read 'fd == 1 | fd == 2'
try syscalls/sys_enter_read 'fd == 1 fd == 2'
try syscalls/sys_enter_read 'fd == 1)'
try syscalls/sys_enter_read '(fd == 1'
try syscalls/sys_enter_read '((fd == 1) && (fd == 2)'
try syscalls/sys_enter_read 'comm == "x'
try syscalls/sys_enter_read '== 1'
try syscalls/sys_enter_read '()'
