# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# Every mail builds, with the option on and off; sourced by scripts/check.
# --quick builds only the objects that a mail touches, not whole kernels.

step=$checks/tree

check_mails() {
	local n name files option
	while read -r n name files; do
		# shellcheck disable=SC2086 # a list of paths
		builds_anything $files || continue
		for option in on off; do
			echo "# mail $n, option $option"
			# shellcheck disable=SC2086
			watch "${name%%-*} builds with the option $option" locked build_mail "$n" "$option" $files
		done
	done < <(python3 "$root/scripts/mails.py" list)
}

# Whether a build can tell this mail from the one before.
builds_anything() {
	local file
	for file; do
		case $file in
		Documentation/* | samples/* | tools/* | MAINTAINERS) ;;
		*) return 0 ;;
		esac
	done
	return 1
}

# build_mail NUMBER on|off FILE... - in a tree that has the mails up to NUMBER.
build_mail() (
	local n=$1 option=$2 flavour=test targets=(vmlinux) out log
	shift 2
	out=$checks/out/$option
	[[ $option == on ]] || flavour=off
	python3 "$root/scripts/mails.py" step "$n" "$step"
	"$steps/config" "$flavour" "$step" "$out" SECCOMP_FILTER_TEXT
	log=$log_dir/check-$n-$option.log
	if [[ $quick ]]; then
		with_progress "$log" kmake "$step" "$out" prepare
		mapfile -t targets < <(objects_of "$step" kernel/seccomp.c "$@")
		mapfile -t targets < <(built "$step" "$out" "${targets[@]}")
	fi
	with_progress "$log" kmake "$step" "$out" "${targets[@]}"
	! grep -A5 -E '(warning|error):' "$log"
)
