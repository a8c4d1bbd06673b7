/* Where a value stands in a file, for refusals: "clusters[0].users[2].role". */
#ifndef LOCALHSM_APPLY_PLACE_H
#define LOCALHSM_APPLY_PLACE_H

#include "attributes.h"
#include "document.h"

#include <stdbool.h>
#include <stddef.h>

struct error;

/* Of a member, or (name NULL) of an element. What it is within must outlive it. */
struct place {
	const struct place *within; /* NULL: the file itself */
	const char *name;
	size_t index;
};

/* ERR_LAB with a text that begins with the place. */
int place_refuse(const struct place *place, struct error *err, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* The same of a member of it. */
int place_refuse_member(const struct place *place, const char *member, struct error *err,
    const char *format, ...) PRINTF_LIKE(4, 5);
/* An error that has been raised becomes one of the place, unless it is a fault; member may be NULL.
 */
int place_blame(const struct place *place, const char *member, struct error *err);

/* What an object may have. */
struct member {
	const char *name;
	enum document_type type;
	bool is_required;
};

/*
 * Fills values, as many as there are members; NULL where the object has none. Refuses what is no
 * object, a member of another name or type, and one that is left out.
 */
MUST_CHECK int place_read_object(const struct place *place, const struct document *object,
    const struct member *members, size_t count, const struct document **values, struct error *err);

#endif
