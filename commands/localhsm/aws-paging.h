/*
 * Lists as AWS CLI fetches them: page by page until there is no more or --max-items are there; or
 * with --no-paginate, --max-results or --next-token one page of the service, as it comes.
 */
#ifndef LOCALHSM_AWS_PAGING_H
#define LOCALHSM_AWS_PAGING_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct args;
struct error;

/* The indexes of PAGING_OPTIONS in a command's table. */
struct paging_options {
	unsigned max_items, page_size, starting_token, max_results, next_token;
};
/* For a command's file, where the enum is. */
#define PAGING_OPTIONS_HERE                                                                        \
	((struct paging_options){                                                                  \
	    OPT_MAX_ITEMS, OPT_PAGE_SIZE, OPT_STARTING_TOKEN, OPT_MAX_RESULTS, OPT_NEXT_TOKEN})

/* For the check hook: the two ways exclude each other. ERR_USAGE. */
MUST_CHECK int paging_check(
    const struct args *args, struct paging_options options, struct error *err);

/* Which page comes next. */
struct paging {
	bool one_page, is_limited;
	uint64_t page_size, left, max_of_service;
	char *token; /* NULL on the first page, unless one was given */
	bool is_done;
};
/* max_of_service is the most that the service has on a page. ERR_MEMORY. */
MUST_CHECK int paging_start(struct paging *paging, const struct args *args,
    struct paging_options options, uint64_t max_of_service, struct error *err);
/* How many items to ask for; 0: the service's own choice. */
uint64_t paging_size(const struct paging *paging);
/* A page of count items has come with this token, which is taken over. */
void paging_advance(struct paging *paging, size_t count, char *next_token);
void paging_done(struct paging *paging);

#endif
