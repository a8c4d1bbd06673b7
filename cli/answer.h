/*
 * The shell's side of reply.h: an answer is made before a command runs, filled by it, and finished
 * when it is done.
 */
#ifndef LOCALHSM_ANSWER_H
#define LOCALHSM_ANSWER_H

#include "attributes.h"
#include "bytes.h"
#include "command.h"
#include "error.h"
#include "json-writer.h"
#include "reply.h"

#include <stdbool.h>
#include <stddef.h>

/* How deep answers nest; program_faults holds the tables to it. */
#define ANSWER_DEPTH 24

struct answer_level {
	const struct reply_node *node; /* the object, array or map that is open */
	size_t next;                   /* of an object: the child that may come next */
};

struct reply {
	const struct reply_node *root;
	bool envelope; /* {"error_code": 0, "data": …} around it */
	bool filled;
	struct bytes body; /* the JSON text so far */
	struct json_writer writer;
	struct answer_level levels[ANSWER_DEPTH];
	size_t depth;
	struct error error; /* the first fault: all that comes after it is ignored */
};

void answer_init(struct reply *reply, const struct reply_node *root, bool envelope);
void answer_done(struct reply *reply);

/*
 * Closes the answer: its text is in body then, without a line break at the end, and empty if there
 * is no envelope and nothing was filled. ERR_INTERNAL if it is not what root declares; ERR_MEMORY.
 */
MUST_CHECK int answer_finish(struct reply *reply, struct error *err);

#endif
