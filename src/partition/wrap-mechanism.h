/* The mechanisms that keys are wrapped by: which key each takes, and what does the work. */
#ifndef LOCALHSM_WRAP_MECHANISM_H
#define LOCALHSM_WRAP_MECHANISM_H

#include "attributes.h"
#include "key-object.h"
#include "policy.h"

struct error;

struct wrap_mechanism_spec {
	enum policy_item policy;
	enum key_type type; /* of either key */
	enum key_class wrapping, unwrapping;
	/* The key's name in an error: "an AES key", "an RSA public key". */
	const char *wrapping_name, *unwrapping_name;
	int (*wrap)(const struct wrap_parameters *parameters, const struct key_object *key,
	    const struct secret *payload, struct wrapped_key *wrapped, struct error *err);
	int (*unwrap)(const struct wrap_parameters *parameters, const struct key_object *key,
	    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err);
};

const struct wrap_mechanism_spec *wrap_mechanism_spec(enum wrap_mechanism mechanism);

#endif
