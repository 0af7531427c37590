# SPDX-License-Identifier: GPL-2.0
#
# Print those sections of Documentation/prctl/seccomp_filter.txt that are about the
# language, as reStructuredText. -v sections="4 5" selects them.
#
# The document is almost that already. What is indented after a blank line is an
# example or a table, unless the text before is indented as far.

BEGIN {
	nr = split(sections, list, " ")
	for (i = 1; i <= nr; i++)
		wanted[list[i]] = 1
}

# A heading is seen when its underline is read, so print each line one later.
/^[=-]+$/ && before ~ /^[0-9]+(\.[0-9]+)?\.? / {
	split(before, part, ".")
	on = part[1] in wanted
	if (on)
		print before
	underline = 1
	before = $0
	next
}

{
	if (on && !underline)
		print_line(before)
	else if (on)
		print before
	underline = 0
	before = $0
}

END {
	if (on)
		print_line(before)
}

function indent_of(line)
{
	match(line, /^ */)
	return RLENGTH
}

function escape(line)
{
	gsub(/[\\*`|_]/, "\\\\&", line)
	return line
}

function print_line(line)
{
	if (line ~ /^[ \t]*$/) {
		blank = 1
		print ""
		return
	}
	if (literal && indent_of(line) < literal)
		literal = 0
	if (!literal && blank && indent_of(line) >= indent + 4) {
		printf "%*s::\n\n", indent, ""
		literal = indent_of(line)
	}
	if (!literal)
		indent = indent_of(line)
	blank = 0
	print literal ? line : escape(line)
}
