# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# Which objects to build; sourced by scripts/check.

all_files() {
	python3 "$root/scripts/mails.py" list | cut -d' ' -f3- | tr ' ' '\n' | sort -u
}

in_base() {
	local file
	for file; do
		[[ ! -f $src/$file ]] || echo "$file"
	done
}

# objects_of SOURCE FILE... - the objects of the kernel's own .c files.
objects_of() {
	local from=$1 file
	shift
	for file; do
		case $file in
		Documentation/* | samples/* | tools/* | scripts/*) ;;
		*.c) [[ ! -f $from/$file ]] || object_of "$from" "$file" ;;
		esac
	done | sort -u
}

# A file that another one includes is part of the other one's object.
object_of() {
	local from=$1 file=$2 by
	by=$(grep -ls "^#[[:blank:]]*include \"${file##*/}\"" "$from/${file%/*}"/*.c | head -1 || true)
	if [[ $by ]]; then
		object_of "$from" "${by#"$from"/}"
	else
		echo "${file%.c}.o"
	fi
}

# series_objects SOURCE - the objects of all files that the series touches.
series_objects() {
	local files
	mapfile -t files < <(all_files)
	objects_of "$1" kernel/seccomp.c "${files[@]}"
}

# call_objects SOURCE - the objects that define a system call. Their code
# changes with the macros in include/linux/syscalls.h.
call_objects() {
	local files
	mapfile -t files < <(cd "$1" && grep -rlE --include='*.c' \
		--exclude-dir={tools,samples,Documentation,um} \
		'\b(COMPAT_)?SYSCALL(32)?_DEFINE[0-9]\(' . | sed 's|^\./||')
	objects_of "$1" "${files[@]}"
}

# built SOURCE OUT OBJECT... - the objects that the configuration of OUT builds.
built() {
	local from=$1 out=$2 object
	local -A entries=()
	shift 2
	for object; do
		! builds_entry "$from" "$out" "$object" || echo "$object"
	done
}

# builds_entry SOURCE OUT PATH - one of the folders above PATH lists it, and
# that folder is itself listed. Fills entries, of the caller.
builds_entry() {
	local from=$1 out=$2 path=$3 dir=$3
	while [[ $dir != . ]]; do
		dir=$(dirname "$dir")
		[[ ${entries[$dir]+set} ]] || entries[$dir]=$(list_entries "$from" "$out" "$dir")
		if [[ $dir == . ]]; then
			grep -qxF "$path" <<<"${entries[.]}" && return
		elif grep -qxF "${path#"$dir"/}" <<<"${entries[$dir]}"; then
			builds_entry "$from" "$out" "$dir/" && return
		fi
	done
	return 1
}

list_entries() {
	local from=$1 out=$2 dir=$3
	[[ -f $from/$dir/Kbuild || -f $from/$dir/Makefile ]] || return 0
	make -s -C "$out" -f "$root/scripts/check.d/objects.mk" srctree="$from" \
		SRCARCH="$(srcarch)" dir="$dir" list-entries
}

# The folder of arch/ that the kernel's ARCH stands for.
srcarch() {
	case $arch_kernel in
	x86_64 | i386) echo x86 ;;
	sparc64) echo sparc ;;
	*) echo "$arch_kernel" ;;
	esac
}

# build_objects SOURCE OUT LOG MAKE-ARG... - the series' objects that the
# configuration of OUT includes. A warning is a failure.
build_objects() {
	local from=$1 out=$2 log=$3 objects
	shift 3
	kmake "$from" "$out" -j1 prepare >"$log" 2>&1 </dev/null &&
		mapfile -t objects < <(series_objects "$from") &&
		mapfile -t objects < <(built "$from" "$out" "${objects[@]}") &&
		((${#objects[@]})) &&
		kmake "$from" "$out" -j1 -k "$@" "${objects[@]}" >>"$log" 2>&1 </dev/null
	local rc=$?
	! grep -A5 -E '(warning|error):' "$log" && ((rc == 0))
}

# read_warnings SOURCE LOG - with the text of the line instead of its number, as
# the series moves lines. A path may be relative to the output folder.
read_warnings() {
	local from=$1 file line message
	sed -nE 's@^.*/'"${from##*/}"'/([^ :]+):([0-9]+)(:[0-9]+)?: (warning|error): @\1:\2:\4: @p' "$2" |
		sed 's/__compiletime_assert_[0-9]*/__compiletime_assert/' |
		while IFS=: read -r file line message; do
			echo "$file:$message: $(sed -n "${line}{s/^[[:blank:]]*//p;q}" "$from/$file")"
		done | LC_ALL=C sort -u
}

# warned_objects LOG - those that exist in the base.
warned_objects() {
	sed -nE -e 's@^  CC (\[M\])? +([^ ]+\.o)$@object \2@p' -e 's/^.*: (warning|error): .*/warning/p' "$1" |
		awk '/^object/ { object = $2; next } object { print object }' | sort -u |
		while read -r object; do
			[[ ! -f $src/${object%.o}.c ]] || echo "$object"
		done
}

wait_for() {
	local pid rc=0
	for pid; do
		wait "$pid" || rc=1
	done
	return "$rc"
}
