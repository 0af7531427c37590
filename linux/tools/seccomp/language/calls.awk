# SPDX-License-Identifier: GPL-2.0
# From an architecture's table of system calls (syscall.tbl) and the sources of the
# kernel, print for each number of the table
#
#	CALL(number, entry, ARG(type, name) ARG(type, name) ...)
#
# with the arguments from the entry's SYSCALL_DEFINEx(), UNBUILT(number) if no source
# defines the entry. What later.h has of other numbers is copied.
#
# Variables: abis, the ABIs of the table that are wanted, "common 64". later.h and the
# table come first, as one file, then the architecture's Kconfig, then the sources, those
# of the architecture last: of two definitions the later one counts. This rule holds
# under #if, #elif and #else, too, unless the architecture selects the option of an
# earlier branch.

NR == FNR {
	if (/^LATER\(/) {
		number = substr($1, length("LATER(") + 1) + 0
		later[number] = text = ""
		inside = 1
	}
	if (inside) {
		text = text (text ? "\n" : "") $0
		later[number] = text
		inside = is_open(text)
	} else if ($1 ~ /^[0-9]+$/ && index(" " abis " ", " " $2 " "))
		entries[$1 + 0] = $4 == "" ? "-" : $4
	next
}

# The architecture's own options depend on nothing, and have no prompt.
FILENAME ~ /Kconfig$/ {
	if ($1 == "config" || $1 == "depends")
		always = silent = 0
	else if ($1 == "bool")
		silent = NF == 1
	else if (($1 == "def_bool" || silent && $1 == "default") && $2 == "y" && NF == 2)
		always = 1
	else if ($1 == "select" && NF == 2 && always)
		selected["CONFIG_" $2]
	next
}

FNR == 1 { depth = 0 }
/^[ \t]*#[ \t]*if/ { taken[++depth] = others[depth] = 0 }
/^[ \t]*#[ \t]*(elif|else)/ { others[depth] = taken[depth] }
/^[ \t]*#[ \t]*(ifdef|if|elif)/ && is_selected($0) { taken[depth] = 1 }
/^[ \t]*#[ \t]*endif/ { depth-- }

# An entry that the architecture has under another name
$1 == "#define" && $2 ~ /^__[a-z0-9]+_sys_/ && $3 ~ /^__[a-z0-9]+_sys_/ && NF == 3 {
	sub(/^__[a-z0-9]+_sys_/, "sys_", $2)
	sub(/^__[a-z0-9]+_sys_/, "sys_", $3)
	renamed[$2] = $3
}

/^[ \t]*SYSCALL_DEFINE[0-6]\(/ { text = "" ; inside = 1 }
inside {
	text = text " " $0
	if (!is_open(text)) {
		if (!is_other())
			define(text)
		inside = 0
	}
}

END {
	for (number = 0; number < 65536; number++) {
		if (!(number in entries)) {
			if (number in later)
				print later[number]
			continue
		}
		name = entries[number]
		if (name in renamed)
			name = renamed[name]
		# What stands for calls that are gone
		if (name in args && name != "sys_ni_syscall")
			printf "CALL(%d, %s, %s)\n", number, name, args[name]
		else
			printf "UNBUILT(%d)\n", number
	}
}

# Whether a condition is one option, and the architecture selects it
function is_selected(line, option)
{
	option = line
	sub(/^[ \t]*#[ \t]*(ifdef|if|elif)[ \t]*(defined[ \t]*\(?)?/, "", option)
	sub(/\)?[ \t]*(\/\*.*)?$/, "", option)
	return option in selected
}

# Whether the branch is one of those that the selected one excludes
function is_other(i)
{
	for (i = 1; i <= depth; i++) {
		if (others[i])
			return 1
	}
	return 0
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
