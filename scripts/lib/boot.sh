# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# What qemu/vm and scripts/debian have in common; source this after lib.sh.

# split_add FILE[:PATH] - set $file, and $to, its path in the guest
split_add() {
	file=$1 to=/${1##*/}
	if [[ ! -e $file && $file == *:* ]]; then
		to=${file##*:}
		file=${file%:*}
	fi
	[[ -e $file ]] || die "--add: no such file: $file"
	to=$(realpath -ms "/$to")
}

# new_log FOLDER NAME - the path of a new log; the last 300 are kept
new_log() {
	mkdir -p "$1"
	find "$1" -name '*.log' -printf '%T@ %p\n' | sort -rn | tail -n +300 |
		cut -d' ' -f2- | xargs -r rm -f
	echo "$1/$2-$(date +%m%d-%H%M%S)-$$.log"
}

bad_news='(Kernel panic|Oops|BUG|WARNING|UBSAN|KASAN|KFENCE|ODEBUG|INFO: (task|trying|possible|rcu)|rcu: INFO|kmemleak report|kmemleak: [0-9]+ new|general protection fault|Internal error|list_(add|del) corruption|watchdog: BUG|refcount_t:|Bad page|deprecated workqueue)'

# judge_run LOG ALLOW TIMEOUT QEMU-STATUS STATUS - exit with the status that the guest
# sent, or with 125 or 124 if the log or the end of the machine says more
judge_run() {
	local complaints
	echo "${0##*/}: kernel log: ${1#"$PWD"/}" >&2
	complaints=$(grep -aE "^(\[[ 0-9.]+\] )?$bad_news" "$1" | grep -avE "$2" | head -20 || true)
	if [[ $complaints ]]; then
		echo "${0##*/}: the kernel complained:" >&2
		echo "$complaints" >&2
		exit 125
	fi
	if (($4 == 124 || $4 == 137)); then
		echo "${0##*/}: timed out after $3 s" >&2
		exit 124
	fi
	if [[ ! -s $1 ]]; then
		echo "${0##*/}: the kernel log is empty; does the kernel have a console?" >&2
		exit 125
	fi
	if [[ ! $5 =~ ^[0-9]+$ ]]; then
		echo "${0##*/}: the machine ended without a status (qemu: $4); the log's end:" >&2
		tail -5 "$1" >&2
		exit 125
	fi
	exit "$5"
}
