/* Calls operations, and gathers the pages of lists. */
#include "aws-call.h"

#include "api.h"
#include "app.h"
#include "args.h"
#include "aws-answer.h"
#include "aws-json.h"
#include "bytes.h"
#include "document.h"
#include "error.h"
#include "estate.h"
#include "reply.h"

#include <string.h>

static const struct api_caller caller = {"127.0.0.1", "localhsm/" LOCALHSM_VERSION};

/* AWS CLI finds out that there is no such region by asking it. */
static int choose_region(struct app *app, const struct args *args, struct error *err)
{
	const char *region = args_text_by_name(args, "region");

	if (region && estate_choose_region(app->estate, region, err) != 0)
		return error_raise(err, ERR_API_ENDPOINT, region);
	return 0;
}

/* Calls with these members, as JSON without its braces; *answer is the caller's. */
static int call(struct app *app, const struct aws_operation *operation, const char *members,
    struct document **answer, struct error *err)
{
	struct bytes input = BYTES_INIT, output = BYTES_INIT;
	char reason[160] = "";
	int rc = 0;

	bytes_append_format(&input, "{%s}", members);
	if (bytes_failed(&input))
		rc = error_raise(err, ERR_MEMORY);
	if (rc == 0)
		rc = api_call(
		    app->estate, &caller, operation->name, bytes_text(&input), &output, err);
	if (rc == 0) {
		*answer = document_read(bytes_text(&output), reason, sizeof(reason));
		if (!*answer)
			rc = error_raise(err, ERR_MEMORY);
	}
	bytes_done(&input);
	bytes_done(&output);
	return rc;
}

static int call_once(struct app *app, const struct aws_operation *operation, const char *members,
    struct reply *reply, struct error *err)
{
	struct document *answer = NULL;
	int rc = call(app, operation, members, &answer, err);

	/* Nothing is printed of an answer without members. */
	if (rc == 0 && operation->answer && document_count(answer) > 0)
		aws_answer_fill(reply, operation->answer, NULL, answer);
	document_free(answer);
	return rc;
}

/* Lists */

static void append_page(const struct paging *paging, struct bytes *members)
{
	const char *comma = members->len > 0 ? "," : "";

	if (paging_size(paging) > 0) {
		bytes_append_format(members, "%s\"MaxResults\":%llu", comma,
		    (unsigned long long)paging_size(paging));
		comma = ",";
	}
	if (paging->token) {
		bytes_append_format(members, "%s\"NextToken\":", comma);
		document_append_string(paging->token, members);
	}
}

static int take_page(const struct aws_list *list, const struct reply_node *element,
    const struct document *answer, struct paging *paging, struct reply *reply, struct error *err)
{
	const struct document *items = document_member(answer, list->member);
	const struct document *token = document_member(answer, "NextToken");
	char *next_token = token ? strdup(document_string(token)) : NULL;

	if (token && !next_token)
		return error_raise(err, ERR_MEMORY);
	for (const struct document *at = document_first(items); at; at = document_next(at))
		aws_answer_fill(reply, element, NULL, at);
	paging_advance(paging, document_count(items), next_token);
	return 0;
}

static int show_page(struct app *app, const struct aws_operation *operation, const char *members,
    struct paging *paging, struct reply *reply, struct error *err)
{
	const struct reply_node *list = operation->answer->children;
	struct document *answer = NULL;
	struct bytes all = BYTES_INIT;
	int rc;

	bytes_append_text(&all, members);
	append_page(paging, &all);
	rc = bytes_failed(&all) ? error_raise(err, ERR_MEMORY)
				: call(app, operation, bytes_text(&all), &answer, err);
	if (rc == 0)
		rc = take_page(operation->list, list->children, answer, paging, reply, err);
	document_free(answer);
	bytes_done(&all);
	return rc;
}

static int call_by_pages(struct app *app, const struct aws_operation *operation,
    const struct args *args, const char *members, struct reply *reply, struct error *err)
{
	const struct aws_list *list = operation->list;
	struct paging paging;
	int rc = paging_start(&paging, args, list->paging, list->page_max, err);

	if (rc != 0)
		return rc;
	/* Whoever writes pages into the input wants the one that they ask for. */
	if (strstr(members, "\"NextToken\":") || strstr(members, "\"MaxResults\":"))
		paging.one_page = true;
	reply_object(reply, NULL);
	reply_array(reply, list->member);
	while (rc == 0 && !paging.is_done)
		rc = show_page(app, operation, members, &paging, reply, err);
	reply_end(reply);
	if (rc == 0 && paging.token)
		reply_string(reply, "NextToken", paging.token);
	reply_end(reply);
	paging_done(&paging);
	return rc;
}

int aws_call(struct command_context *context, const struct aws_operation *operation,
    const struct args *args, struct reply *reply, struct error *err)
{
	struct app *app = context->app;
	const struct aws_members table = {
	    operation->members, operation->n_members, operation->options, operation->list != NULL};
	struct bytes members = BYTES_INIT;
	int rc = choose_region(app, args, err);

	if (rc == 0)
		rc = aws_input_members(args, &table, &members, err);
	if (rc == 0 && operation->list)
		rc = call_by_pages(app, operation, args, bytes_text(&members), reply, err);
	else if (rc == 0)
		rc = call_once(app, operation, bytes_text(&members), reply, err);
	bytes_done(&members);
	return rc;
}
