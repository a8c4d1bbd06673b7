/*
 * Operations of the control plane as commands: options become the members of a call's input, and
 * the members of its answer the command's. A command says in tables which are which.
 */
#ifndef LOCALHSM_AWS_CALL_H
#define LOCALHSM_AWS_CALL_H

#include "attributes.h"
#include "aws-input.h"
#include "aws-paging.h"
#include "command.h"

#include <stddef.h>
#include <stdint.h>

struct args;
struct error;
struct reply;

/* An operation that lists page by page. */
struct aws_list {
	const char *member; /* the list in the answer: "Clusters" */
	uint64_t page_max;  /* the most that the service has on a page */
	struct paging_options paging;
};

struct aws_operation {
	const char *name; /* "CreateHsm" */
	const struct option_spec *options;
	const struct aws_member *members;
	size_t n_members;
	const struct aws_list *list;     /* NULL unless it lists */
	const struct reply_node *answer; /* the command's; NULL when there is none */
};

/* For the run hook: calls the operation, in the region of --region, and fills in the answer. */
MUST_CHECK int aws_call(struct command_context *context, const struct aws_operation *operation,
    const struct args *args, struct reply *reply, struct error *err);

#endif
