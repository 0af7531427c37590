#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# seccomp_text_known.sh LIST SOURCE COMMAND... - print those lines CONSTANT(X) of
# LIST whose X the headers of SOURCE know, macros and enumerators alike. COMMAND
# is the compiler with its flags. SOURCE includes the file that CONSTANTS names.
set -euo pipefail

list=$1 source=$2
shift 2
known=$(mktemp)
trap 'rm -f "$known"' EXIT
cp "$list" "$known"

# Each message names the line of the list that is to blame.
until said=$(LC_ALL=C "$@" -w -fsyntax-only -DCONSTANTS="\"$known\"" "$source" 2>&1); do
	unknown=$(sed -n "s|.*$known:\([0-9]*\):.*|\1d|p" <<<"$said" | sort -u)
	if [[ ! $unknown ]]; then
		echo "$said" >&2
		exit 1
	fi
	sed -i "$unknown" "$known"
done
cat "$known"
