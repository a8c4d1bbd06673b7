/*
 * What clusters and backups of the chosen region have besides: tags, and the policies of backups.
 * Operations of AWS's control plane, as those of estate.h: they fail with ERR_API_*.
 */
#ifndef LOCALHSM_RESOURCE_H
#define LOCALHSM_RESOURCE_H

#include "attributes.h"
#include "estate.h"

#include <stddef.h>
#include <stdint.h>

struct error;

/* The number of the account that owns all that an estate has: the one of AWS's documentation. */
#define ESTATE_ACCOUNT "111122223333"
#define RESOURCE_TAGS_MAX 50
#define RESOURCE_POLICY_MAX 20000 /* characters */

struct list_tags_request {
	const char *resource_id; /* required: of a cluster or a backup */
	uint64_t max_results;    /* 0: not given; at most 100 */
	const char *next_token;
};
/* In the order of their keys. *tags and *next_token are for the caller to free(); the token is NULL
 * on the last page. */
MUST_CHECK int estate_list_tags(struct estate *estate, const struct list_tags_request *request,
    struct tag **tags, size_t *count, char **next_token, struct error *err);
/* A key that the resource has already gets the new value. All of them, or none. */
MUST_CHECK int estate_tag_resource(struct estate *estate, const char *resource_id,
    const struct tag *tags, size_t count, struct error *err);
/* Keys that the resource has not are passed over. */
MUST_CHECK int estate_untag_resource(struct estate *estate, const char *resource_id,
    const char *const *keys, size_t count, struct error *err);

/*
 * The policy of a backup, which says what other accounts may do with it. An estate is one account:
 * the policy is checked, kept as it is given, and shown. arn names the backup. *policy is for the
 * caller to free(), NULL when there is none.
 */
MUST_CHECK int estate_put_resource_policy(
    struct estate *estate, const char *arn, const char *policy, struct error *err);
MUST_CHECK int estate_get_resource_policy(
    struct estate *estate, const char *arn, char **policy, struct error *err);
/* *policy is the one that was deleted. */
MUST_CHECK int estate_delete_resource_policy(
    struct estate *estate, const char *arn, char **policy, struct error *err);

#endif
