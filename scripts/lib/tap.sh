# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# Run programs that print verdicts, in the guest and on the host, and count
# them. Source this after lib.sh.

# use_taps FOLDER - keep their output there
use_taps() {
	taps=$1
	mkdir -p "$taps"
}

# count_lines NAME COMMAND... - count the verdicts that the command prints. A
# failing status without a failed verdict, and no verdict at all, also fail; but
# a command may say what it left out.
count_lines() {
	local name=$1 line before=$((passed + failed)) bad=$failed rc_file=$taps/status.$$ rc
	shift
	while IFS= read -r line; do
		case $line in
		"ok "*) ok "${line#ok }" ;;
		"not ok "*) not_ok "${line#not ok }" ;;
		*" passed, "*" failed") ;;
		"# left out:"*)
			before=-1
			echo "$line"
			;;
		*) echo "$line" ;;
		esac
	done < <(
		rc=0
		"$@" || rc=$?
		echo "$rc" >"$rc_file"
	)
	rc=$(cat "$rc_file")
	rm "$rc_file"
	((passed + failed > before)) || not_ok "$name: no verdict at all"
	((rc == 0 || failed > bad)) || not_ok "$name: ended with status $rc"
}

# results TAPFILE - "ok|not|skip<TAB>case<TAB>reason of the skip" for each result line.
# The harness of 6.1 leaves the name of a skipped case to the line before it.
results() {
	awk -v OFS='\t' '
		/^# +RUN / { name = $3 }
		/^(not )?ok [0-9]/ {
			verdict = $1
			sub(/^(not )?ok [0-9]+ *(- )?/, "")
			reason = ""
			if (match($0, / *# SKIP */)) {
				verdict = "skip"
				reason = substr($0, RSTART + RLENGTH)
				$0 = substr($0, 1, RSTART - 1)
			}
			sub(/ +$/, "")
			print verdict, $0 == "" ? name : $0, reason
		}' "$1"
}

# verdicts TAPFILE - the same without reasons
verdicts() {
	results "$1" | cut -f 1,2
}

# boot_tap FLAVOUR PROGRAM TIMEOUT [OPTION OF qemu/vm... -- [ARG...]] - run
# a selftest in the guest; leave its output and status in files for judge_tap.
boot_tap() {
	local flavour=$1 program=$2 timeout=$3 rc=0 options=() tap
	shift 3
	while (($#)); do
		[[ $1 == -- ]] && shift && break
		options+=("$1")
		shift
	done
	tap=$taps/$flavour-$program.tap
	# The harness gives a case 30 seconds. On a busy machine a case can miss
	# that once by bad luck, but not twice.
	for _ in 1 2; do
		rc=0
		"$root/qemu/vm" --flavour "$flavour" --timeout "$timeout" --log "${tap%.tap}.log" \
			${options[@]+"${options[@]}"} -- "/selftests/$program" "$@" \
			>"$tap" 2>"$tap.err" || rc=$?
		grep -qs 'Test terminated by timeout' "$tap" "$tap.err" || break
		echo "# $flavour: $program: a case timed out; running it again"
	done
	echo "$rc" >"$tap.status"
}

# judge_tap FLAVOUR PROGRAM TIMEOUT - set $tap to the output file; judge
# everything but the single cases.
judge_tap() {
	local flavour=$1 program=$2 timeout=$3 rc plan got
	tap=$taps/$flavour-$program.tap
	rc=$(cat "$tap.status")
	plan=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$tap" | head -1)
	got=$(verdicts "$tap" | wc -l)
	if ((rc == 124)); then
		not_ok "$flavour: $program ends within $timeout s"
	elif ((rc == 125)); then
		not_ok "$flavour: $program: the kernel log is clean"
		sed 's/^/    /' "$tap.err"
	elif [[ ! $plan || $plan == 0 ]]; then
		not_ok "$flavour: $program prints a plan (status $rc)"
		tail -q -n 5 "$tap" "$tap.err" | sed 's/^/    /'
	elif ((got != plan)); then
		not_ok "$flavour: $program reports all its cases: $got of $plan"
	else
		ok "$flavour: $program ran $plan cases, and the kernel log is clean"
	fi
}

# case_output TAPFILE CASE - the output of a failed case. What it expected and saw is on
# standard error, after its name without fixture and variant.
case_output() {
	awk -v name="$2" '
		/^#  RUN / { text = "" }
		{ text = text "    " $0 "\n" }
		/^not ok / && index($0, name) { printf "%s", text; exit }' "$1"
	grep -sF ":${2##*.}:" "$1.err" | sed 's/^/    /' || true
}

# may_skip FLAVOUR REASON - scripts/lib/skips lists it for this base and architecture
may_skip() {
	local on_base on_arch on_flavour reason
	while read -r on_base on_arch on_flavour reason; do
		# shellcheck disable=SC2053 # these are patterns
		[[ $on_base != '#'* && $base == $on_base && $arch == $on_arch &&
			$1 == $on_flavour && $2 == $reason ]] && return
	done <"$steps/skips"
	return 1
}

# judge_cases FLAVOUR PROGRAM - one verdict per case; call judge_tap first.
judge_cases() {
	local flavour=$1 program=$2 verdict name reason
	while IFS=$'\t' read -r verdict name reason; do
		case $verdict in
		ok) ok "$flavour: $program: $name" ;;
		skip)
			if may_skip "$flavour" "$reason"; then
				echo "# skipped: $program: $name: $reason"
			else
				not_ok "$flavour: $program: $name was skipped: $reason"
			fi
			;;
		not)
			not_ok "$flavour: $program: $name"
			case_output "$tap" "$name"
			;;
		esac
	done < <(results "$tap")
}
