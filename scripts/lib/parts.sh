# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# What make test and make test-all have in common; source this after lib.sh and
# tap.sh.

# part NAME COMMAND... - run one part and say how long it took. "# left out: ..."
# names what a part did not do because $TEST_DEADLINE (a time in seconds since
# 1970; empty if there is none) was near.
part() {
	local name=$1 start=$SECONDS
	shift
	echo "# $name"
	"$@"
	echo "# $name took $((SECONDS - start)) s"
	record_duration "$name" $((SECONDS - start))
}

# seconds_left - until the deadline
seconds_left() {
	echo $((${TEST_DEADLINE:-9999999999} - $(date +%s)))
}

# choose_parts PART... -- WANTED... - set $chosen to those wanted, or to all
choose_parts() {
	local all=() name
	while [[ $1 != -- ]]; do
		all+=("$1")
		shift
	done
	shift
	chosen=("$@")
	(($#)) || chosen=("${all[@]}")
	for name in "${chosen[@]}"; do
		[[ " ${all[*]} " == *" $name "* ]] || die "no such part: $name; there are: ${all[*]}"
	done
}

# kernels_of PROGRAM - the flavours that a program in scripts/test.d boots: those
# on its line "# kernels on <arch>:", or "# kernels:", or test
kernels_of() {
	local kernels program=$root/scripts/test.d/$1
	kernels=$(sed -n "s/^# kernels on $arch: //p" "$program")
	[[ $kernels ]] || kernels=$(sed -n 's/^# kernels: //p' "$program")
	echo "${kernels:-test}"
}

# reason_against PROGRAM - why a program in scripts/test.d does not run for this base
# and architecture; empty if it does. Its lines "# only on X: WHY" name the base or
# architecture that it is for.
reason_against() {
	sed -n 's/^# only on //p' "$root/scripts/test.d/$1" | grep -v -e "^$arch:" -e "^$base:" | head -n 1 || true
}

# host_programs quick|long - those in scripts/test.d that make test runs, and
# those that only make test-all runs: they boot further kernels, or have a line
# "# long"
host_programs() {
	local file name speed
	for file in "$root"/scripts/test.d/*; do
		name=${file##*/} speed=quick
		if [[ $(kernels_of "$name") != "test" ]] || grep -q '^# long' "$file"; then
			speed=long
		fi
		[[ $speed != "$1" || $(reason_against "$name") ]] || echo "$name"
	done
}

# list_reasons - "# left out:" lines for those that do not run here
list_reasons() {
	local file reason
	for file in "$root"/scripts/test.d/*; do
		reason=$(reason_against "${file##*/}")
		[[ ! $reason ]] || echo "# left out: ${file##*/} is for $reason"
	done
}

run_host_program() {
	local limit=900
	# QEMU takes longer for some of them.
	[[ ! $cross ]] || limit=1800
	count_lines "$1" timeout --foreground "$limit" "$root/scripts/test.d/$1"
}

# our_selftests - their names, the newest results with skipped cases first: on
# flavour debug these run for the first time
our_selftests() {
	local source name
	for source in "$root"/linux/tools/testing/selftests/seccomp/*.c; do
		# Other sources are parts of programs.
		grep -q '^TEST_HARNESS_MAIN' "$source" || continue
		name=$(basename "$source" .c)
		if grep -qs '# SKIP' "$taps/test-$name.tap"; then
			echo "1 $name"
		else
			echo "2 $name"
		fi
	done | sort | cut -d' ' -f2
}

# boot_all FLAVOUR "OPTIONS OF qemu/vm" PROGRAM... - run as many at a time as there
# are processors. The deadline ends those that run and keeps others from starting.
boot_all() {
	local flavour=$1 jobs=0 program words start nr=$(($# - 2)) i=0
	read -ra words <<<"$2"
	shift 2
	for program; do
		rm -f "$taps/$flavour-$program.tap.status"
		i=$((i + 1))
		if ((jobs == $(nproc))); then
			wait -n || true
			jobs=$((jobs - 1))
		fi
		(($(seconds_left) > 30)) || continue
		echo "# $flavour: $program, $i of $nr ($((SECONDS / 60)) min)"
		(
			start=$SECONDS
			boot_tap "$flavour" "$program" "$(time_out)" ${words[@]+"${words[@]}"}
			echo "#   $program took $((SECONDS - start)) s"
			# The deadline is to blame, not the program.
			if (($(seconds_left) <= 15)) && [[ $(cat "$taps/$flavour-$program.tap.status") == 124 ]]; then
				rm "$taps/$flavour-$program.tap.status"
			fi
		) &
		jobs=$((jobs + 1))
	done
	wait
}

# time_out - for a program: 900 s, or less if the deadline is near
time_out() {
	local left
	left=$(($(seconds_left) - 15))
	echo $((left < 900 ? left : 900))
}

# selftests FLAVOUR ["OPTIONS OF qemu/vm" [PROGRAM...]] - ours, each case, or some
# of them
selftests() {
	local flavour=$1 options=${2:-} program programs=("${@:3}")
	((${#programs[@]})) || mapfile -t programs < <(our_selftests)
	boot_all "$flavour" "$options" "${programs[@]}"
	for program in "${programs[@]}"; do
		if [[ ! -f $taps/$flavour-$program.tap.status ]]; then
			echo "# left out: $program on $flavour, for lack of time"
			continue
		fi
		judge_tap "$flavour" "$program" 900
		judge_cases "$flavour" "$program"
	done
}

# kunit FLAVOUR - the kernel's KUnit suites, which are all ours: one for each
# *_kunit.c. 7.3 also wants to be told to run them; 6.12 ignores that.
kunit() {
	local flavour=$1 log=$taps/$1-kunit.log rc=0 seen=0 verdict name
	"$root/qemu/vm" --flavour "$flavour" --log "$log" --append \
		"kunit.enable=1 kunit.autorun=1" -- true 2>"$log.err" || rc=$?
	# A case is indented once, its suite is not.
	while read -r verdict name; do
		seen=$((seen + 1))
		if [[ $verdict == ok ]]; then
			ok "$flavour: kunit: $name"
		else
			not_ok "$flavour: kunit: $name"
		fi
	done < <(sed -nE 's/^(\[[ 0-9.]+\] )?    (ok|not) (ok )?[0-9]+ (.*)/\2 \4/p' "$log" | tr -d '\r')
	judge "$flavour: kunit: every suite ran, and its cases" test "$seen" -gt 40 -a \
		"$(sed -nE 's/^(\[[ 0-9.]+\] )?ok [0-9]+ (.*)/\2/p' "$log" | tr -d '\r' | sort)" = \
		"$(find "$root/linux/kernel" -name '*_kunit.c' -exec basename {} _kunit.c \; | sort)"
	judge "$flavour: kunit: the kernel log is clean" test "$rc" = 0
}

# ------------------------------------------------------------ mainline's tests

# Each with the options of qemu/vm and arguments for run_tap. seccomp_benchmark
# compares times; in a guest whose clock counts instructions its results are the
# same in every run.
declare -A mainline_programs=(
	[seccomp_bpf]=''
	[seccomp_benchmark]='--icount -- 100000'
)
# Its case user_notification_wait_killable_after_reply interrupts calls with a timer of one
# millisecond: with two emulated processors of arm64 they do not get on, on stock either.
[[ $base-$arch != 7.3-arm64 ]] || mainline_programs[seccomp_bpf]='--icount'
recorded=$root/qemu/mainline/$base
[[ $arch == x86_64 ]] || recorded+=-$arch

# run_mainline FLAVOUR PROGRAM - set $tap to its output
run_mainline() {
	local words
	read -ra words <<<"${mainline_programs[$2]}"
	boot_tap "$1" "$2" 600 ${words[@]+"${words[@]}"}
	judge_tap "$1" "$2" 600
}

# as_recorded FLAVOUR PROGRAM FILE - every case that FILE lists, as by verdicts,
# is there and ends as it says
as_recorded() {
	local flavour=$1 program=$2 name verdict
	declare -A expected
	while IFS=$'\t' read -r verdict name; do
		expected[$name]=$verdict
	done <"$3"
	run_mainline "$flavour" "$program"
	judge "$flavour: mainline's $program has the cases that it has on stock" \
		diff <(cut -f2 "$3" | sort) <(verdicts "$tap" | cut -f2 | sort)
	while IFS=$'\t' read -r verdict name; do
		if [[ ${expected[$name]:-} == "$verdict" ]]; then
			ok "$flavour: mainline: $name: $verdict, as on stock"
		else
			not_ok "$flavour: mainline: $name: $verdict, on stock ${expected[$name]:-missing}"
			case_output "$tap" "$name"
		fi
	done < <(verdicts "$tap")
}

# A newer base may bring a program that nothing here runs.
judge_mainline_programs() {
	local program name
	for program in "$src"/tools/testing/selftests/seccomp/*.c; do
		name=$(basename "$program" .c)
		judge "mainline's $name is among those that are compared" \
			test "${mainline_programs[$name]+there}"
	done
}
