/* Answers of the API as AWS CLI shows them. */
#ifndef LOCALHSM_AWS_ANSWER_H
#define LOCALHSM_AWS_ANSWER_H

#include "command.h"

struct document;
struct reply;

/*
 * Fills in value where node, of the command's declared answer, has its place: members in the order
 * of the declaration, those that value has. A number where a string is declared is a time.
 */
void aws_answer_fill(struct reply *reply, const struct reply_node *node, const char *name,
    const struct document *value);

#endif
