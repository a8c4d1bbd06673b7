/* Keeps count of the pages of a list. */
#include "aws-paging.h"

#include "args.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

static bool wants_one_page(const struct args *args, struct paging_options options)
{
	return args_has(args, options.max_results) || args_has(args, options.next_token) ||
	       args_has_by_name(args, "no-paginate");
}

int paging_check(const struct args *args, struct paging_options options, struct error *err)
{
	const char *other = NULL;

	if (!wants_one_page(args, options))
		return 0;
	if (args_has(args, options.max_items))
		other = "--max-items";
	else if (args_has(args, options.page_size))
		other = "--page-size";
	else if (args_has(args, options.starting_token))
		other = "--starting-token";
	if (!other)
		return 0;
	return error_raisef(err, ERR_USAGE,
	    "Error during pagination: Cannot specify --no-paginate along with pagination "
	    "arguments: "
	    "%s",
	    other);
}

int paging_start(struct paging *paging, const struct args *args, struct paging_options options,
    uint64_t max_of_service, struct error *err)
{
	const char *token = args_text(args, options.next_token);

	*paging = (struct paging){
	    .one_page = wants_one_page(args, options),
	    .is_limited = args_has(args, options.max_items),
	    .left = args_number(args, options.max_items, 0),
	    .page_size = args_number(args, options.max_results, 0),
	    .max_of_service = max_of_service,
	};
	if (!paging->one_page)
		paging->page_size = args_number(args, options.page_size, 0);
	if (!token)
		token = args_text(args, options.starting_token);
	if (!token)
		return 0;
	paging->token = strdup(token);
	return paging->token ? 0 : error_raise(err, ERR_MEMORY);
}

uint64_t paging_size(const struct paging *paging)
{
	uint64_t size = paging->page_size ? paging->page_size : paging->max_of_service;

	if (paging->is_limited && paging->left < size)
		return paging->left;
	return paging->page_size;
}

void paging_advance(struct paging *paging, size_t count, char *next_token)
{
	free(paging->token);
	paging->token = next_token;
	paging->left -= count < paging->left ? count : paging->left;
	paging->is_done =
	    !next_token || paging->one_page || (paging->is_limited && paging->left == 0);
}

void paging_done(struct paging *paging)
{
	free(paging->token);
	paging->token = NULL;
}
