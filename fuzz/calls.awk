# SPDX-License-Identifier: GPL-2.0
# docs/syscalls.txt as a C table: SPEC(number, name, entry, arguments), with
# ARG(name, bits, is signed) for each; a call that is not built has no entry.
function flush() {
	if (head)
		print head ", { " args "})"
	head = args = ""
}
/^[0-9]+ / {
	flush()
	head = "SPEC(" $1 ", \"" $2 "\", " ($3 == "not" ? "NULL" : "\"" $3 "\"")
}
head && /^     a[0-5] / {
	gsub(/[^0-9]/, "", $(NF - 2))
	args = args "ARG(\"" $2 "\", " $(NF - 2) ", " ($(NF - 1) == "signed") ") "
}
END { flush() }
