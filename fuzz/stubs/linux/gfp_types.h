/* SPDX-License-Identifier: GPL-2.0 */
/* gfp_t is in types.h, and no flag has a name here: the caller's must do. */
#include <linux/types.h>
