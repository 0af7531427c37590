// SPDX-License-Identifier: GPL-2.0
/* Text policies of seccomp: tests of what a sync does to the slots of a thread. */
#include <kunit/test.h>

#define NR_STATES	5

/* What a slot holds: nothing, or a state; the open one is in slot NOW only. */
struct slots {
	struct seccomp_state *states[SECCOMP_NR_SLOTS];
};

static struct seccomp_state *narrow(struct kunit *test, struct seccomp_state *old)
{
	enum seccomp_slot slot = SECCOMP_TEXT_NOW;
	struct seccomp_policy *policy;
	struct seccomp_error error;
	struct seccomp_state *state;

	policy = seccomp_build_policy("unlisted: 1", &slot, &error);
	KUNIT_ASSERT_FALSE(test, IS_ERR(policy));
	state = seccomp_intersect(old, policy, &error);
	KUNIT_ASSERT_FALSE(test, IS_ERR(state));
	seccomp_put_policy(policy);
	return state;
}

/* Later slots are at most as wide, and nothing is pending without slot NOW. */
static bool can_exist(const struct slots *slots)
{
	struct seccomp_state *before = slots->states[SECCOMP_TEXT_NOW];
	int slot;

	for (slot = SECCOMP_TEXT_NOW + 1; slot < SECCOMP_NR_SLOTS; slot++) {
		struct seccomp_state *state = slots->states[slot];

		if (!state)
			continue;
		if (!before || state == &seccomp_open_state ||
		    !seccomp_state_covers(state, before))
			return false;
		before = state;
	}
	return true;
}

/* The combination number @n of @states, one of (NR_STATES + 1)^3 */
static bool pick(struct slots *slots, unsigned int n,
		 struct seccomp_state * const states[NR_STATES])
{
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		unsigned int i = n % (NR_STATES + 1);

		slots->states[slot] = i < NR_STATES ? states[i] : NULL;
		n /= NR_STATES + 1;
	}
	return can_exist(slots);
}

static void fill(struct task_struct *task, const struct slots *slots)
{
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		replace_state(task, slot, slots->states[slot]);
}

static bool covers(const struct slots *caller, const struct slots *thread)
{
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		struct seccomp_state *state = thread->states[slot];

		if (state && !seccomp_state_covers(effective(caller->states, slot), state))
			return false;
	}
	return true;
}

static bool is_synced(struct task_struct *task, const struct slots *caller,
		      const struct slots *was)
{
	struct slots is;
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		is.states[slot] = seccomp_slot_state(task, slot);
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		struct seccomp_state *now = effective(is.states, slot);
		struct seccomp_state *then = effective(was->states, slot);

		/* It has lost nothing, at no point in time. */
		if (then && !seccomp_state_covers(now, then))
			return false;
		/* It has what the caller has, but nothing new is pending. */
		if (slot != SECCOMP_TEXT_NOW && !was->states[slot]) {
			if (is.states[slot])
				return false;
			continue;
		}
		then = effective(caller->states, slot);
		if (then && !seccomp_state_covers(now, then))
			return false;
	}
	return can_exist(&is);
}

static void a_sync_takes_nothing_from_a_thread(struct kunit *test)
{
	const unsigned int nr = (NR_STATES + 1) * (NR_STATES + 1) * (NR_STATES + 1);
	struct seccomp_state *states[NR_STATES] = { &seccomp_open_state };
	struct slots caller, thread, none = {};
	unsigned int refused = 0, synced = 0;
	struct task_struct *task;
	bool covered, good;
	unsigned int c, t;
	int i;

	task = kunit_kzalloc(test, sizeof(*task), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, task);
	rcu_assign_pointer(task->sighand, current->sighand);
	/* One of its own, and three of which each narrows the one before */
	states[1] = narrow(test, NULL);
	states[2] = narrow(test, NULL);
	states[3] = narrow(test, states[2]);
	states[4] = narrow(test, states[3]);

	for (c = 0; c < nr; c++) {
		cond_resched();
		if (!pick(&caller, c, states))
			continue;
		for (t = 0; t < nr; t++) {
			if (!pick(&thread, t, states))
				continue;
			spin_lock_irq(seccomp_siglock(current));
			fill(current, &caller);
			fill(task, &thread);
			covered = seccomp_text_covers(NULL, task);
			good = covered == covers(&caller, &thread);
			if (covered) {
				seccomp_sync_text(task);
				good &= is_synced(task, &caller, &thread);
			}
			fill(current, &none);
			fill(task, &none);
			spin_unlock_irq(seccomp_siglock(current));

			KUNIT_EXPECT_TRUE_MSG(test, good, "caller %u, thread %u", c, t);
			synced += covered;
			refused += !covered;
		}
	}
	KUNIT_EXPECT_GT(test, synced, 100);
	KUNIT_EXPECT_GT(test, refused, 100);
	for (i = 1; i < NR_STATES; i++)
		seccomp_put_state(states[i]);
}

static struct kunit_case install_cases[] = {
	KUNIT_CASE(a_sync_takes_nothing_from_a_thread),
	{}
};

static struct kunit_suite install_suite = {
	.name = "seccomp_install",
	.test_cases = install_cases,
};

kunit_test_suite(install_suite);
