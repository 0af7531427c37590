/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Everything there is to say of a text policy: an identifier, the errno that
 * an install gives (0: it is a note on a policy that can be installed), and
 * the words. seccomp_check.c says what it puts in place of a {word}. Section 9
 * of Documentation/prctl/seccomp_filter.txt lists them all.
 *
 * To be included with PROBLEM() defined as what is wanted of them.
 */
PROBLEM(NONE, 0,
	"no error")

/* The text by itself */
PROBLEM(START, EINVAL,
	"a policy begins with two printable characters")
PROBLEM(CHARACTER, EINVAL,
	"only printable ASCII, tabs and newlines can stand here, found {found}")
PROBLEM(NAME, EINVAL,
	"expected the name of a system call or a directive, found {found}")
PROBLEM(COLON, EINVAL,
	"expected a ':' after the name, found {found}")
PROBLEM(EXPRESSION, EINVAL,
	"expected 1, 0 or a predicate after the ':', found {found}")
PROBLEM(ZERO_OR_ONE, EINVAL,
	"this directive takes 0 or 1, found {found}")
PROBLEM(ONLY_ONE, EINVAL,
	"this directive takes 1 only, found {found}")
PROBLEM(TWICE, EINVAL,
	"this directive has been given before")
PROBLEM(OPTIONAL, EINVAL,
	"a '?' goes with a system call, not with a directive")
PROBLEM(DIRECTIVE_TAIL, EINVAL,
	"a directive takes no ';'")
PROBLEM(ALLOW_ACTION, EINVAL,
	"a call that is allowed takes no action")
PROBLEM(ACTION, EINVAL,
	"expected kill, kill_thread, trap, errno, trace or log, found {found}")
PROBLEM(ERRNO, EINVAL,
	"expected an errno from 1 to 4095, as a number or a name, found {found}")
PROBLEM(DATA, EINVAL,
	"expected a number from 0 to 65535, found {found}")
PROBLEM(ACTION_TAIL, EINVAL,
	"nothing can follow the action, found {found}")
PROBLEM(TWO_DELAYS, EINVAL,
	"on_next_syscall and on_exec exclude each other")
PROBLEM(EMPTY, EINVAL,
	"a policy needs a rule or an unlisted: line")

/* Calls, their arguments, and predicates */
PROBLEM(CALL, EINVAL,
	"no system call is called {found}{guess}")
PROBLEM(ARGUMENT, EINVAL,
	"{call} has no argument {found}; it has {args}")
PROBLEM(NO_ARGUMENT, EINVAL,
	"expected the name of an argument, found {found}; {call} has {args}")
PROBLEM(OPERATOR, EINVAL,
	"expected ==, !=, <, <=, >, >= or & after the argument, found {found}")
PROBLEM(CONSTANT, EINVAL,
	"expected a number after the operator, found {found}")
PROBLEM(RANGE, EINVAL,
	"{found} does not fit: {arg} is {type}, {range}")
PROBLEM(COMPARISON, EINVAL,
	"expected a comparison, found {found}")
PROBLEM(JUNCTION, EINVAL,
	"expected && or || after the comparison, found {found}")
PROBLEM(OPEN, EINVAL,
	"this '(' is never closed")
PROBLEM(CLOSE, EINVAL,
	"this ')' was never opened")
PROBLEM(QUOTE, EINVAL,
	"this quote is never closed, and only numbers can be compared")

/* Limits */
PROBLEM(TEXT_LENGTH, E2BIG,
	"the text is longer than {limit} bytes")
PROBLEM(RULE_PREDS, E2BIG,
	"more than {limit} comparisons in one rule")
PROBLEM(RULE_DEPTH, E2BIG,
	"more than {limit} nested parentheses in one rule")
PROBLEM(CALL_RULES, E2BIG,
	"more than {limit} rules with a predicate for {call}, in all policies")
PROBLEM(CALL_PREDS, E2BIG,
	"more than {limit} comparisons for {call}, in all policies")
PROBLEM(STATE_PREDS, E2BIG,
	"more than {limit} comparisons in all policies")
PROBLEM(STATE_TEXT, E2BIG,
	"more than {limit} bytes of rules in all policies")
PROBLEM(STATE_POLICIES, E2BIG,
	"more than {limit} policies on top of each other")
PROBLEM(SHOWN_TEXT, E2BIG,
	"what is in force then takes more than {limit} bytes to show")

/* Notes */
PROBLEM(NOTE_DENIED, 0,
	"{call} is denied by the policy in force and stays denied")
PROBLEM(NOTE_UNCHECKED, 0,
	"this kernel was built without {call}: the names of its arguments were not checked")
PROBLEM(NOTE_UNBUILT, 0,
	"this kernel was built without {call}: it fails with ENOSYS")
PROBLEM(NOTE_SKIPPED, 0,
	"no system call is called {found}: the rule is skipped")
PROBLEM(NOTE_INJECTED, 0,
	"{call} is made by the kernel itself and always passes")
