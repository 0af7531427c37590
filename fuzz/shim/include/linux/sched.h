/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

/* User space can be preempted anyway. */
static inline void cond_resched(void)
{
}
