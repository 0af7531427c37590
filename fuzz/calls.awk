# SPDX-License-Identifier: GPL-2.0
# Turn docs/syscalls.txt into a C table: SPEC(number, name, entry, arguments),
# with ARG(name, bits, is signed) for each. The entry of an unbuilt call is NULL.
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
