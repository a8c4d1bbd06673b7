/* How a key is printed: the declared tree that commands share, and filling it. */
#ifndef LOCALHSM_KEY_REPLY_H
#define LOCALHSM_KEY_REPLY_H

#include "command.h"
#include "reply-nodes.h"

#include <stdint.h>

struct key_view;
struct reply;

/* The fields of a key: reference, key-info and attributes. */
#define KEY_FIELDS 3
extern const struct reply_node key_fields[KEY_FIELDS];
/* The same with everything optional that a short list leaves out. */
extern const struct reply_node listed_key_fields[KEY_FIELDS];

#define KEY_NODE(field) OBJECT_NODE(field, key_fields)

/* {"key": …}, {"key": …, "message": …}, {"message": …} and {"public_key": …, "private_key": …}. */
extern const struct reply_node key_reply, key_message_reply, message_reply, key_pair_reply;

/* name as in reply.h: NULL for the element of an array. */
void reply_key(struct reply *reply, const char *name, const struct key_view *key);
/* The reference and the label alone. */
void reply_key_short(struct reply *reply, const char *name, const struct key_view *key);
/* "0x00000000002e06bf" */
void reply_key_reference(struct reply *reply, const char *name, uint64_t reference);

/* Whole answers; message may be NULL. */
void key_reply_fill(struct reply *reply, const struct key_view *key, const char *message);
void message_reply_fill(struct reply *reply, const char *message);
void key_pair_reply_fill(
    struct reply *reply, const struct key_view *public_key, const struct key_view *private_key);

#endif
