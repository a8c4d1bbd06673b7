/* What approves a request that a quorum guards: a token, and who has signed it. */
#ifndef LOCALHSM_APPROVAL_H
#define LOCALHSM_APPROVAL_H

#include "attributes.h"
#include "bytes.h"
#include "user.h"

#include <stddef.h>

struct approval_signature {
	char username[USERNAME_MAX + 1];
	enum user_role role; /* ROLE_NONE: the file does not say */
	struct bytes signature;
};

/* The client makes it of a token file. */
struct quorum_approval {
	struct bytes data; /* a record of each HSM's token, one behind the other: what is signed */
	struct approval_signature *signatures;
	size_t n_signatures;
};

#endif
