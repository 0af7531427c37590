/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The constants that the harness of the filter engine names: at the limits of the
 * types, and with names that begin each other, or are those of fields.
 *
 * Define CONSTANT(name, value) before including this.
 */
CONSTANT("ZERO", 0)
CONSTANT("ONE", 1)
CONSTANT("_", 0x7f)
CONSTANT("A", 0x80)
CONSTANT("A_", 0xff)
CONSTANT("A_B", -0x80)
CONSTANT("x8000", 0x8000)
CONSTANT("fd", 0x0a)
CONSTANT("AT_FDCWD", -100)
CONSTANT("MINUS_ONE", -1)
CONSTANT("INT_MAX", 0x7fffffff)
CONSTANT("INT_MIN", -0x80000000ll)
CONSTANT("BIT_31", 0x80000000)
CONSTANT("ALL_32", 0xffffffff)
CONSTANT("BIT_40", 1ll << 40)
CONSTANT("S64_MAX", 0x7fffffffffffffffll)
CONSTANT("S64_MIN", -0x7fffffffffffffffll - 1)
