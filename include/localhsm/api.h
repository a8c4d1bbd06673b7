/*
 * The control plane as its clients see it: operations of AWS's API (cloudhsmv2, 2017-04-28) by their
 * names, JSON in and JSON out, in the protocol's form (JSON 1.1: times are seconds since 1970). What
 * the operations do is in estate.h and resource.h.
 */
#ifndef LOCALHSM_API_H
#define LOCALHSM_API_H

#include "attributes.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes;
struct estate;

/* Who calls, for the record. */
struct api_caller {
	const char *source_ip;  /* "127.0.0.1" */
	const char *user_agent; /* "localhsm/0.1.0" */
};

/*
 * Calls an operation ("CreateHsm") of the estate's chosen region. input is its JSON object, "" for
 * one without members; members that the operation does not know are passed over. On success the
 * answer, an object on one line, is appended to output.
 *
 * Fails with ERR_API_*: also _UNKNOWN_OPERATION, and _SERIALIZATION for an input that is no JSON or
 * has a member of a wrong type. When the estate itself fails the error is that of the estate.
 *
 * A call is recorded when it is over, whatever came of it, unless the operation is unknown or the
 * estate failed. The record is a transaction of its own and is left out when it cannot be written:
 * what a call did is done by then, and reading must be possible where nothing can be written.
 */
MUST_CHECK int api_call(struct estate *estate, const struct api_caller *caller,
    const char *operation, const char *input, struct bytes *output, struct error *err);

/*
 * The service's name for an error of a call: "CloudHsmInvalidRequestException". An error of the
 * estate itself is a "CloudHsmInternalFailureException", the only one that is the service's fault.
 */
const char *api_exception_name(enum error_code code);

/* Which calls a look at the record is about; 0 and NULL: all. */
struct api_log_filter {
	const char *event_name; /* the operation */
	int64_t since;          /* microseconds since 1970 */
	uint64_t newest;        /* so many at most, the newest */
};
/*
 * Hands the records of calls of all regions to each, the oldest first: JSON objects in the format of
 * CloudTrail, on one line. Ends with the first that each answers an error to. Reads a page at a time.
 */
MUST_CHECK int api_log_read(struct estate *estate, const struct api_log_filter *filter,
    int (*each)(void *to, const char *record, struct error *err), void *to, struct error *err);

#endif
