/* SPDX-License-Identifier: GPL-2.0 */
/* On x86 they depend on the configuration. */
#if __has_include(<asm/posix_types_64.h>)
#include <asm/posix_types_64.h>
#else
#include_next <asm/posix_types.h>
#endif
