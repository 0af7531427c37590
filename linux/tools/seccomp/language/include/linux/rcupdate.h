/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#define rcu_access_pointer(p)			(p)
#define rcu_dereference(p)			(p)
#define rcu_dereference_protected(p, condition)	(p)
#define rcu_assign_pointer(p, value)		((p) = (value))
#define RCU_INIT_POINTER(p, value)		((p) = (value))
#define guard(name)				guard_##name

static inline void guard_rcu(void)
{
}
