# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# Helpers for test scripts in the guest, which source this file ("." finds it in
# PATH) and set $test to the prefix of their verdicts.

# expect STATUS NAME COMMAND... - run it, keep its output, judge its status
expect() {
	wanted=$1 name=$2
	shift 2
	rc=0
	"$@" >/tmp/out 2>&1 </dev/null || rc=$?
	verdict "$name" "status $rc, not $wanted" test "$rc" = "$wanted"
}

# says TEXT, is_silent_on TEXT - judge the output that expect has kept
says() {
	verdict "and says '$1'" "it does not" grep -qF -e "$1" /tmp/out
}

is_silent_on() {
	verdict "and does not say '$1'" "it does" not grep -qF -e "$1" /tmp/out
}

not() {
	! "$@"
}

# verdict NAME REASON COMMAND... - "ok" if the command succeeds; else "not ok"
# with the reason and the output that expect has kept
verdict() {
	claim=$1 reason=$2
	shift 2
	if "$@"; then
		echo "ok $test: $claim"
	else
		echo "not ok $test: $claim: $reason"
		sed 's/^/    /' /tmp/out
	fi
}
