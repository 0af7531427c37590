// SPDX-License-Identifier: GPL-2.0
/* Lists of calls that are put together from names and sets, as systemd's and firejail's */
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "main.h"

#define MAX_DEPTH	8
#define MAX_ITEMS	8192

static struct listed *find_listed(const struct list *list, const char *name)
{
	unsigned int i;

	for (i = 0; i < list->nr; i++) {
		if (!strcmp(list->items[i].name, name))
			return &list->items[i];
	}
	return NULL;
}

static void put_one(struct list *list, const struct listed *new)
{
	struct listed *item = find_listed(list, new->name);

	if (item) {
		*item = *new;
		return;
	}
	if (list->nr >= MAX_ITEMS)
		reject(&new->place, "more than %u calls are listed", MAX_ITEMS);
	list->items = need_memory(realloc(list->items, (list->nr + 1) * sizeof(*list->items)));
	list->items[list->nr++] = *new;
}

static const struct set *need_set(const char *name, const struct place *place)
{
	const struct set *set = find_set(name);

	if (!set)
		reject(place, "the set %s is unknown; say what it has with --sets FILE", name);
	return set;
}

static void change(struct list *list, const struct listed *new, bool put, unsigned int depth)
{
	const struct set *set;
	struct listed part = *new, *item;
	unsigned int i;

	if (depth > MAX_DEPTH)
		reject(&new->place, "sets are nested more than %u deep at %s", MAX_DEPTH,
		       new->name);
	if (new->name[0] != '@') {
		if (put) {
			put_one(list, new);
			return;
		}
		item = find_listed(list, new->name);
		if (item)
			item->gone = true;
		return;
	}
	set = need_set(new->name, &new->place);
	for (i = 0; i < set->nr_names; i++) {
		part.name = set->names[i];
		change(list, &part, put, depth + 1);
	}
}

void put_on_list(struct list *list, const char *word, uint32_t action, const struct place *place)
{
	struct listed new = { .name = word, .from = word, .action = action, .place = *place };

	change(list, &new, true, 0);
}

void take_off_list(struct list *list, const char *word, const struct place *place)
{
	struct listed new = { .name = word, .from = word, .place = *place };

	change(list, &new, false, 0);
}

void add_list(struct conversion *conv, const struct list *list)
{
	unsigned int i;

	for (i = 0; i < list->nr; i++) {
		const struct listed *item = &list->items[i];

		if (item->gone)
			continue;
		begin_group(conv, "%s", item->from[0] == '@' ? item->from : "Calls by name");
		add_case(need_call(conv, item->name, 0, &item->place), always(), item->action);
	}
}
