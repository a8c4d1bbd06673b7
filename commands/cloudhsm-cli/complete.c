/* Offers clusters, users, labels and attributes to the shell's completion. */
#include "complete.h"

#include "app.h"
#include "bytes.h"
#include "config.h"
#include "error.h"
#include "key.h"
#include "user.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* More labels than anybody reads; a full partition holds thousands. */
#define LABELS_MAX 500

typedef void add_fn(void *to, const char *candidate);

static void offer(const char *candidate, const char *word, add_fn *add, void *to)
{
	if (strncmp(candidate, word, strlen(word)) == 0)
		add(to, candidate);
}

static void offer_joined(
    const char *begin, const char *middle, const char *end, const char *word, add_fn *add, void *to)
{
	struct bytes candidate = BYTES_INIT;

	bytes_append_text(&candidate, begin);
	bytes_append_text(&candidate, middle);
	bytes_append_text(&candidate, end);
	if (!bytes_failed(&candidate))
		offer(bytes_text(&candidate), word, add, to);
	bytes_done(&candidate);
}

void complete_cluster_id(void *context, const char *word, add_fn *add, void *to)
{
	const struct app *app = context;

	for (size_t i = 0; app->config && i < config_cluster_count(app->config); i++) {
		if (config_cluster_id(app->config, i)[0])
			offer(config_cluster_id(app->config, i), word, add, to);
	}
}

void complete_username(void *context, const char *word, add_fn *add, void *to)
{
	const struct app *app = context;
	struct error ignored = ERROR_INIT;
	struct user_view *users = NULL;
	size_t count = 0;

	if (!app->session || user_list(app->session, &users, &count, &ignored) != 0)
		return;
	for (size_t i = 0; i < count; i++) {
		if (users[i].role != ROLE_APPLIANCE_USER)
			offer(users[i].username, word, add, to);
	}
	free(users);
}

static void offer_labels(const struct app *app, const char *word, add_fn *add, void *to)
{
	static const struct key_filter every_key = KEY_FILTER_INIT;
	struct error ignored = ERROR_INIT;
	struct key_page page;

	if (!app->session ||
	    key_list(app->session, &every_key, 0, LABELS_MAX, &page, &ignored) != 0)
		return;
	for (size_t i = 0; i < page.count; i++)
		offer_joined("attr.label=", page.keys[i].label, "", word, add, to);
	key_page_done(&page);
}

void complete_filter(void *context, const char *word, add_fn *add, void *to)
{
	static const char label_stem[] = "attr.label=";

	if (strncmp(word, label_stem, strlen(label_stem)) == 0) {
		offer_labels(context, word, add, to);
		return;
	}
	offer("key-reference=", word, add, to);
	for (enum key_attribute i = 0; i < ATTR_COUNT; i++) {
		/* Which no key shows. */
		if (i != ATTR_WRAP_TEMPLATE && i != ATTR_UNWRAP_TEMPLATE)
			offer_joined("attr.", key_attribute_name(i), "=", word, add, to);
	}
}

void complete_attribute(void *context UNUSED, const char *word, add_fn *add, void *to)
{
	for (enum key_attribute i = 0; i < ATTR_COUNT; i++)
		offer_joined(key_attribute_name(i), "=", "", word, add, to);
}

void complete_attribute_name(void *context UNUSED, const char *word, add_fn *add, void *to)
{
	for (enum key_attribute i = 0; i < ATTR_COUNT; i++)
		offer(key_attribute_name(i), word, add, to);
}
