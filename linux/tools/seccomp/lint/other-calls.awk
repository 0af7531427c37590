# SPDX-License-Identifier: GPL-2.0
#
# Print all names of system calls in the kernel tree's tables, and which
# architectures have them. The arguments are the tables.

function arch_of(path)
{
	if (path !~ /arch\//)
		return "generic"
	sub(/.*arch\//, "", path)
	sub(/\/.*/, "", path)
	return path
}

FNR == 1 {
	arch = arch_of(FILENAME)
}

/^[0-9]/ && $3 ~ /^[a-z0-9_]+$/ && $3 !~ /^reserved|^unused/ {
	add($3)
}

# Before there was a table, unistd.h listed what most architectures have.
FILENAME ~ /unistd\.h$/ && /^#define __NR(3264)?_[a-z]/ && $2 !~ /syscalls$|arch_specific/ {
	sub(/^__NR(3264)?_/, "", $2)
	add($2)
}

function add(name)
{
	if (index(" " archs[name] " ", " " arch " "))
		return
	archs[name] = archs[name] (archs[name] ? " " : "") arch
}

END {
	for (name in archs)
		printf "\t{ \"%s\", \"%s\" },\n", name, archs[name] | "LC_ALL=C sort"
}
