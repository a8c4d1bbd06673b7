/* key list */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "client.h"
#include "key-options.h"
#include "key-reply.h"
#include "key.h"
#include "options.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"

#include <inttypes.h>

#define PAGE_DEFAULT 10

enum option { OPT_CLUSTER_ID, OPT_FILTER, OPT_MAX_ITEMS, OPT_STARTING_TOKEN, OPT_VERBOSE };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_FILTER] = FILTER_OPTION("filter", "the keys to list", 0),
    [OPT_MAX_ITEMS] =
	{
	    .name = "max-items",
	    .type = OPTION_U64,
	    .help = "How many keys to list at most. When there are more, the answer ends with a "
		    "next_token for --starting-token",
	    .min = 1,
	    .max = UINT32_MAX,
	    .default_text = "10",
	},
    [OPT_STARTING_TOKEN] =
	{
	    .name = "starting-token",
	    .type = OPTION_U64,
	    .help = "Where to go on: the next_token of the page before",
	    .max = UINT64_MAX,
	    .numbers = "the next_token of the page before",
	},
    [OPT_VERBOSE] =
	{
	    .name = "verbose",
	    .short_name = 'v',
	    .type = OPTION_FLAG,
	    .help = "Lists owners, sharees and all attributes of each key, not only its reference "
		    "and label",
	},
};

static const struct example examples[] = {
    {"Find a key by its label", "key list --filter attr.label=data"},
    {"See everything about the private keys of RSA pairs",
	"key list --filter attr.key-type=rsa attr.class=private-key --verbose"},
    {"List keys in pages of two: the second page", "key list --max-items 2 --starting-token 2"},
};

static const struct reply_node listed_key = OBJECT_NODE("", listed_key_fields);

static const struct reply_node answer_fields[] = {
    LIST_NODE("matched_keys", &listed_key),
    {.name = "total_key_count", .type = REPLY_NUMBER},
    {.name = "returned_key_count", .type = REPLY_NUMBER},
    {.name = "next_token", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static int check(const struct args *args, struct error *err)
{
	return option_filter_check(args, OPT_FILTER, err);
}

static void fill(struct reply *reply, const struct key_page *page, bool verbose)
{
	reply_object(reply, NULL);
	reply_array(reply, "matched_keys");
	for (size_t i = 0; i < page->count; i++) {
		if (verbose)
			reply_key(reply, NULL, &page->keys[i]);
		else
			reply_key_short(reply, NULL, &page->keys[i]);
	}
	reply_end(reply);
	reply_number(reply, "total_key_count", page->total);
	reply_number(reply, "returned_key_count", page->count);
	if (page->has_next)
		reply_format(reply, "next_token", "%" PRIu64, page->next);
	reply_end(reply);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	bool verbose =
	    args_has(args, OPT_VERBOSE) && connection_role(app->connection) == ROLE_CRYPTO_USER;
	struct key_filter filter = KEY_FILTER_INIT;
	struct key_page page;
	int rc = option_filter(args, OPT_FILTER, &filter, err);

	/* A token is the number of the keys before the page. */
	if (rc == 0)
		rc = key_list(app->connection, &filter, args_number(args, OPT_STARTING_TOKEN, 0),
		    args_number(args, OPT_MAX_ITEMS, PAGE_DEFAULT), &page, err);
	key_filter_done(&filter);
	if (rc != 0)
		return rc;
	fill(reply, &page, verbose);
	key_page_done(&page);
	return 0;
}

const struct command command_key_list = {
    .path = "key list",
    .summary =
	"List the keys the current user owns, shares, and all public keys in the HSM cluster",
    .description =
	"Lists keys in ascending order of their references: those that you own, those that are "
	"shared with you, and all public keys. Crypto users and admins may run it; an admin sees "
	"the references and labels of all keys, and --verbose changes nothing for admins.\n\n"
	"A filter is key-reference=0x<HEX>, or one or more words attr.<KEY_ATTRIBUTE>=<VALUE> that "
	"must all match. The value is compared in the kind of its attribute: true and false for "
	"flags, numbers for lengths, hexadecimal digits in either case for modulus, check-value "
	"and "
	"id, and the rest as it is printed. 3des is taken for des3. That no key matches is no "
	"error.\n\n"
	"Without --verbose, each key is shown by its key-reference and label alone: add --verbose "
	"to see other attributes. An answer holds 10 keys unless --max-items says otherwise. "
	"total_key_count counts every match, returned_key_count those of the page, and next_token, "
	"absent from the last page, is a string.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .check = check,
    .run = run,
};
