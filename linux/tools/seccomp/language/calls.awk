# SPDX-License-Identifier: GPL-2.0
# From an architecture's table of system calls (syscall.tbl) and the sources of the
# kernel, print for each number of the table
#
#	CALL(number, entry, ARG(type, name) ARG(type, name) ...)
#
# with the arguments from the entry's SYSCALL_DEFINEx(), or UNBUILT(number) if no
# source defines the entry.
#
# Variables: abis, the ABIs of the table that are wanted, "common|64". The table
# comes first, then the sources, those of the architecture last: of two definitions
# the later one counts. Under #if, #elif and #else, the first ones are for what
# other architectures select, so this rule holds there too.

NR == FNR {
	if ($1 ~ /^[0-9]+$/ && $2 ~ "^(" abis ")$")
		entries[$1 + 0] = $4 == "" ? "-" : $4
	next
}

/^[ \t]*SYSCALL_DEFINE[0-6]\(/ { text = "" ; inside = 1 }
inside {
	text = text " " $0
	if (!is_open(text)) {
		define(text)
		inside = 0
	}
}

END {
	for (number = 0; number < 65536; number++) {
		if (!(number in entries))
			continue
		name = entries[number]
		# What stands for calls that are gone
		if (name in args && name != "sys_ni_syscall")
			printf "CALL(%d, %s, %s)\n", number, name, args[name]
		else
			printf "UNBUILT(%d)\n", number
	}
}

# Whether a parenthesis is not closed yet
function is_open(text, opened, closed) {
	opened = gsub(/\(/, "", text)
	closed = gsub(/\)/, "", text)
	return !closed || opened > closed
}

function trim(word) {
	gsub(/^[ \t]+|[ \t]+$/, "", word)
	return word
}

# SYSCALL_DEFINE2(name, type, argument, type, argument)
function define(text, n, i, part, list) {
	gsub(/\/\*[^*]*\*\//, " ", text)
	sub(/^[^(]*\(/, "", text)
	sub(/\)[^)]*$/, "", text)
	gsub(/[ \t]+/, " ", text)
	n = split(text, part, ",")
	for (i = 2; i < n; i += 2)
		list = list (i > 2 ? " " : "") "ARG(" trim(part[i]) ", " trim(part[i + 1]) ")"
	args["sys_" trim(part[1])] = list
}
