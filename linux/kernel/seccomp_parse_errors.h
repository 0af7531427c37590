/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All errors and notes: identifier, errno of an install (0 for a note on a valid
 * policy), and message. put_word() in seccomp_check.c replaces each {word}.
 * Section 9 of Documentation/prctl/seccomp_filter.txt lists them all.
 *
 * Define PROBLEM() before including this.
 */
PROBLEM(NONE, 0,
	"no error")

/* The text by itself */
PROBLEM(START, EINVAL,
	"a policy must begin with two printable characters")
PROBLEM(CHARACTER, EINVAL,
	"only printable ASCII, tabs and newlines are allowed here, found {found}")
PROBLEM(BACKSLASH, EINVAL,
	"a backslash joins two lines, so nothing but blanks can follow it in its line")
PROBLEM(NAME, EINVAL,
	"expected the name of a system call or a directive, found {found}")
PROBLEM(COLON, EINVAL,
	"expected a ':' after the name, found {found}")
PROBLEM(EXPRESSION, EINVAL,
	"expected 1, 0 or a predicate after the ':', found {found}")
PROBLEM(ZERO_OR_ONE, EINVAL,
	"this directive takes 0 or 1, found {found}")
PROBLEM(ONLY_ONE, EINVAL,
	"this directive only takes 1, found {found}")
PROBLEM(TWICE, EINVAL,
	"duplicate directive")
PROBLEM(OPTIONAL, EINVAL,
	"'?' can precede a system call, not a directive")
PROBLEM(DIRECTIVE_TAIL, EINVAL,
	"a directive takes no ';'")
PROBLEM(ALLOW_ACTION, EINVAL,
	"a rule that allows a call takes no action")
PROBLEM(ACTION, EINVAL,
	"expected kill, kill_thread, trap, errno, trace or log, found {found}")
PROBLEM(ERRNO, EINVAL,
	"expected an errno from 1 to 4095, as a number or a name, found {found}")
PROBLEM(DATA, EINVAL,
	"expected a number from 0 to 65535, found {found}")
PROBLEM(ACTION_TAIL, EINVAL,
	"nothing can follow the action, found {found}")
PROBLEM(TWO_DELAYS, EINVAL,
	"on_next_syscall and on_exec are mutually exclusive")
PROBLEM(EMPTY, EINVAL,
	"a policy needs a rule or an unlisted: line")

/* Calls, their arguments, and predicates */
PROBLEM(CALL, EINVAL,
	"unknown system call {found}")
PROBLEM(ARGUMENT, EINVAL,
	"{call} has no argument {found}; it has {args}")
PROBLEM(NO_ARGUMENT, EINVAL,
	"expected the name of an argument, found {found}; {call} has {args}")
PROBLEM(OPERATOR, EINVAL,
	"expected ==, !=, <, <=, >, >= or & after the argument, found {found}")
PROBLEM(CONSTANT, EINVAL,
	"expected a number or the name of a constant, found {found}")
PROBLEM(CONSTANT_NAME, EINVAL,
	"unknown constant {found}")
PROBLEM(NO_CONSTANT_NAMES, EINVAL,
	"this kernel was built without names of constants, found {found}")
PROBLEM(CONSTANT_END, EINVAL,
	"expected | or ) in the constant, found {found}")
PROBLEM(RANGE, EINVAL,
	"{found} does not fit: {arg} is {type}, {range}")
PROBLEM(COMPARISON, EINVAL,
	"expected a comparison, found {found}")
PROBLEM(JUNCTION, EINVAL,
	"expected && or || after the comparison, found {found}")
PROBLEM(OPEN, EINVAL,
	"this '(' is never closed")
PROBLEM(CLOSE, EINVAL,
	"this ')' has no matching '('")

/* Limits. Those of all policies together are reported at the start of the text. */
PROBLEM(TEXT_LENGTH, E2BIG,
	"the text is longer than {limit} bytes")
PROBLEM(RULE_PREDS, E2BIG,
	"more than {limit} comparisons in one rule")
PROBLEM(RULE_DEPTH, E2BIG,
	"more than {limit} nested parentheses in one rule")
PROBLEM(CALL_RULES, E2BIG,
	"more than {limit} rules with a predicate for {limited}, in all policies")
PROBLEM(CALL_STEPS, E2BIG,
	"more than {limit} steps to decide {limited}, in all policies")
PROBLEM(STATE_PREDS, E2BIG,
	"more than {limit} comparisons in all policies")
PROBLEM(STATE_TEXT, E2BIG,
	"more than {limit} bytes of rules in all policies")
PROBLEM(STATE_POLICIES, E2BIG,
	"more than {limit} stacked policies")
PROBLEM(SHOWN_TEXT, E2BIG,
	"all policies together would take more than {limit} bytes to show")

/* Notes */
PROBLEM(NOTE_DENIED, 0,
	"{call} is denied by the policy in force and stays denied")
PROBLEM(NOTE_UNCHECKED, 0,
	"this kernel was built without {call}: the names of its arguments were not checked")
PROBLEM(NOTE_UNBUILT, 0,
	"this kernel was built without {call}: it fails with ENOSYS")
PROBLEM(NOTE_SKIPPED, 0,
	"unknown system call {found}: the rule is skipped")
PROBLEM(NOTE_INJECTED, 0,
	"{call} is made by the kernel itself and always passes")
