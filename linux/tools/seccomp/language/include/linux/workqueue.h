/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

struct work_struct {
	void (*func)(struct work_struct *work);
};

struct rcu_work {
	struct work_struct	work;
};

#define INIT_RCU_WORK(rcu_work, f)	((rcu_work)->work.func = (f))
#define to_rcu_work(w)			((struct rcu_work *)(w))
/* Nobody reads what is freed, so nothing waits in a queue. */
struct workqueue_struct;
#define WQ_UNBOUND			0
#define alloc_workqueue(...)		NULL
#define queue_rcu_work(queue, rcu_work)	((rcu_work)->work.func(&(rcu_work)->work))
