/* Who may do what in an HSM: data, not branches. */
#include "permission.h"

#include <string.h>

#define BIT(caller) (1U << (caller))

#define ADMINS (BIT(CALLER_ADMIN) | BIT(CALLER_FIRST_ADMIN))
#define OUTSIDE (BIT(CALLER_NOBODY) | BIT(CALLER_UNACTIVATED_ADMIN))
#define SELF BIT(CALLER_SELF)
#define CRYPTO_USER BIT(CALLER_CRYPTO_USER)
#define OWNER BIT(CALLER_OWNER)
#define SHAREE BIT(CALLER_SHAREE)
#define READER BIT(CALLER_READER)
#define CRYPTO_USERS (CRYPTO_USER | OWNER | SHAREE | READER | BIT(CALLER_STRANGER))
#define LOGGED_IN (ADMINS | CRYPTO_USERS | SELF)
#define EVERYBODY (OUTSIDE | LOGGED_IN)

/*
 * What each kind of rule answers to those whom it shuts out: who could be right in another role,
 * who has that role, and who does not see the key.
 */
#define ALWAYS(refusal) refusal, refusal, refusal
#define NO_REFUSAL ERR_OK, ERR_OK, ERR_OK
#define BY_ADMINS ERR_ADMIN_REQUIRED, ERR_ADMIN_REQUIRED, ERR_ADMIN_REQUIRED
#define BY_CRYPTO_USERS ERR_CRYPTO_USER_REQUIRED, ERR_CRYPTO_USER_REQUIRED, ERR_CRYPTO_USER_REQUIRED
#define BY_USERS ERR_USER_REQUIRED, ERR_USER_REQUIRED, ERR_USER_REQUIRED
#define BY_OWNER ERR_CRYPTO_USER_REQUIRED, ERR_KEY_NOT_OWNER, ERR_KEY_NOT_SINGLE
#define BY_WHO_SEES ERR_CRYPTO_USER_REQUIRED, ERR_KEY_NOT_SINGLE, ERR_KEY_NOT_SINGLE

/* In the order of their commands. QUORUM_SERVICES: no quorum guards it. */
static const struct permission_rule rules[PERMISSIONS] = {
    [PERMIT_ACTIVATE] = {"cluster activate", NULL, ABOUT_HSM, WRITES, BIT(CALLER_UNACTIVATED_ADMIN),
	0, QUORUM_SERVICES, ALWAYS(ERR_ALREADY_ACTIVATED)},
    [PERMIT_HSM_INFO] = {"cluster hsm-info", NULL, ABOUT_HSM, READS, EVERYBODY, 0, QUORUM_SERVICES,
	NO_REFUSAL},
    [PERMIT_MTLS_DEREGISTER] = {"cluster mtls deregister-trust-anchor", NULL, ABOUT_HSM, WRITES,
	ADMINS, ADMINS, QUORUM_CLUSTER, BY_ADMINS},
    [PERMIT_MTLS_GET_LEVEL] = {"cluster mtls get-enforcement", NULL, ABOUT_HSM, READS, LOGGED_IN, 0,
	QUORUM_SERVICES, BY_USERS},
    [PERMIT_MTLS_LIST] = {"cluster mtls list-trust-anchors", NULL, ABOUT_HSM, READS, EVERYBODY, 0,
	QUORUM_SERVICES, NO_REFUSAL},
    [PERMIT_MTLS_REGISTER] = {"cluster mtls register-trust-anchor", NULL, ABOUT_HSM, WRITES, ADMINS,
	ADMINS, QUORUM_CLUSTER, BY_ADMINS},
    [PERMIT_MTLS_SET_LEVEL] = {"cluster mtls set-enforcement", NULL, ABOUT_HSM, WRITES,
	BIT(CALLER_FIRST_ADMIN), BIT(CALLER_FIRST_ADMIN), QUORUM_CLUSTER, ALWAYS(ERR_MTLS_ADMIN)},

    [PERMIT_SIGN] = {"crypto sign", NULL, ABOUT_KEY, READS, OWNER | SHAREE, OWNER | SHAREE,
	QUORUM_KEY_USAGE, BY_WHO_SEES},
    [PERMIT_VERIFY] = {"crypto verify", NULL, ABOUT_KEY, READS, OWNER | SHAREE | READER, 0,
	QUORUM_SERVICES, BY_WHO_SEES},

    [PERMIT_KEY_DELETE] = {"key delete", NULL, ABOUT_KEY, WRITES_TOKEN_KEYS, OWNER, 0,
	QUORUM_SERVICES, BY_OWNER},
    [PERMIT_KEY_MAKE] = {"key generate-", NULL, ABOUT_HSM, WRITES_TOKEN_KEYS, CRYPTO_USERS, 0,
	QUORUM_SERVICES, BY_CRYPTO_USERS},
    [PERMIT_KEY_EXPORT] = {"key generate-file", NULL, ABOUT_KEY, READS, OWNER | SHAREE | READER, 0,
	QUORUM_SERVICES, BY_WHO_SEES},
    [PERMIT_KEY_IMPORT] = {"key import pem", NULL, ABOUT_HSM, WRITES_TOKEN_KEYS, CRYPTO_USERS, 0,
	QUORUM_SERVICES, BY_CRYPTO_USERS},
    [PERMIT_KEY_SEE] = {"key list", NULL, ABOUT_KEY, READS, ADMINS | OWNER | SHAREE | READER, 0,
	QUORUM_SERVICES, ERR_USER_REQUIRED, ERR_KEY_NOT_SINGLE, ERR_KEY_NOT_SINGLE},
    [PERMIT_KEY_EXTRACT] = {"key replicate", "a key of the source", ABOUT_KEY, READS,
	ADMINS | OWNER, 0, QUORUM_SERVICES, ERR_USER_REQUIRED, ERR_KEY_NOT_OWNER,
	ERR_KEY_NOT_SINGLE},
    [PERMIT_KEY_INSERT] = {"key replicate", "the same key in the destination", ABOUT_KEY,
	WRITES_TOKEN_KEYS, ADMINS | OWNER, 0, QUORUM_SERVICES, ERR_USER_REQUIRED, ERR_KEY_NOT_OWNER,
	ERR_KEY_NOT_OWNER},
    [PERMIT_KEY_SET_ATTRIBUTE] = {"key set-attribute", "any attribute but trusted", ABOUT_KEY,
	WRITES_TOKEN_KEYS, OWNER, OWNER, QUORUM_KEY_MANAGEMENT, ERR_KEY_NOT_OWNER,
	ERR_KEY_NOT_OWNER, ERR_KEY_NOT_SINGLE},
    [PERMIT_KEY_SET_TRUSTED] = {"key set-attribute", "the attribute trusted", ABOUT_KEY,
	WRITES_TOKEN_KEYS, ADMINS, 0, QUORUM_SERVICES, ERR_ATTRIBUTE_VALUE, ERR_ATTRIBUTE_VALUE,
	ERR_KEY_NOT_SINGLE},
    [PERMIT_KEY_SHARE] = {"key share", NULL, ABOUT_KEY, WRITES_TOKEN_KEYS, OWNER, OWNER,
	QUORUM_KEY_MANAGEMENT, BY_OWNER},
    [PERMIT_KEY_UNSHARE] = {"key unshare", NULL, ABOUT_KEY, WRITES_TOKEN_KEYS, OWNER, OWNER,
	QUORUM_KEY_MANAGEMENT, BY_OWNER},
    [PERMIT_KEY_UNWRAP] = {"key unwrap", "a new key", ABOUT_HSM, WRITES_TOKEN_KEYS, CRYPTO_USERS, 0,
	QUORUM_SERVICES, BY_CRYPTO_USERS},
    [PERMIT_KEY_UNWRAP_WITH] = {"key unwrap", "with the unwrapping key", ABOUT_KEY, READS,
	OWNER | SHAREE, OWNER | SHAREE, QUORUM_KEY_MANAGEMENT, BY_WHO_SEES},
    [PERMIT_KEY_WRAP] = {"key wrap", "the payload key", ABOUT_KEY, READS, OWNER, OWNER,
	QUORUM_KEY_MANAGEMENT, BY_OWNER},
    [PERMIT_KEY_WRAP_UNDER] = {"key wrap", "under the wrapping key", ABOUT_KEY, READS,
	OWNER | SHAREE | READER, OWNER | SHAREE, QUORUM_KEY_MANAGEMENT, BY_WHO_SEES},

    [PERMIT_LOGIN] = {"login", NULL, ABOUT_HSM, READS, EVERYBODY, 0, QUORUM_SERVICES, NO_REFUSAL},
    [PERMIT_LOGOUT] = {"logout", NULL, ABOUT_HSM, READS, LOGGED_IN, 0, QUORUM_SERVICES,
	ALWAYS(ERR_NOT_LOGGED_IN)},

    [PERMIT_TOKEN_DELETE] = {"quorum token-sign delete", NULL, ABOUT_HSM, WRITES, ADMINS, 0,
	QUORUM_SERVICES, BY_ADMINS},
    [PERMIT_TOKEN_ADMIN] = {"quorum token-sign generate", "for user, quorum, cluster", ABOUT_HSM,
	WRITES, ADMINS, 0, QUORUM_SERVICES, BY_ADMINS},
    [PERMIT_TOKEN_KEY] = {"quorum token-sign generate", "for key-usage, key-management", ABOUT_KEY,
	WRITES, OWNER | SHAREE, 0, QUORUM_SERVICES, BY_WHO_SEES},
    [PERMIT_TOKEN_REGISTRATION] = {"quorum token-sign generate", "for registration", ABOUT_HSM,
	WRITES, LOGGED_IN, 0, QUORUM_SERVICES, BY_USERS},
    [PERMIT_TOKEN_LIST] = {"quorum token-sign list", NULL, ABOUT_HSM, READS, LOGGED_IN, 0,
	QUORUM_SERVICES, BY_USERS},
    [PERMIT_QUORUM_LIST_VALUES] = {"quorum token-sign list-quorum-values", NULL, ABOUT_HSM, READS,
	EVERYBODY, 0, QUORUM_SERVICES, NO_REFUSAL},
    [PERMIT_QUORUM_SET_VALUE] = {"quorum token-sign set-quorum-value", NULL, ABOUT_HSM, WRITES,
	ADMINS, ADMINS, QUORUM_QUORUM, BY_ADMINS},

    [PERMIT_USER_CHANGE_MFA] = {"user change-mfa token-sign", NULL, ABOUT_USER, WRITES,
	ADMINS | SELF, ADMINS, QUORUM_USER, ERR_USER_REQUIRED, ERR_ADMIN_REQUIRED,
	ERR_ADMIN_REQUIRED},
    [PERMIT_USER_CHANGE_PASSWORD] = {"user change-password", NULL, ABOUT_USER, WRITES,
	ADMINS | SELF, ADMINS, QUORUM_USER, ERR_USER_REQUIRED, ERR_ADMIN_REQUIRED,
	ERR_ADMIN_REQUIRED},
    [PERMIT_USER_REGISTER] = {"user change-quorum token-sign register", NULL, ABOUT_USER, WRITES,
	SELF, 0, QUORUM_SERVICES, BY_USERS},
    [PERMIT_USER_CREATE] = {"user create", NULL, ABOUT_HSM, WRITES, ADMINS, ADMINS, QUORUM_USER,
	BY_ADMINS},
    [PERMIT_USER_DELETE] = {"user delete", NULL, ABOUT_HSM, WRITES, ADMINS, ADMINS, QUORUM_USER,
	BY_ADMINS},
    [PERMIT_USER_LIST] = {"user list", NULL, ABOUT_HSM, READS, EVERYBODY, 0, QUORUM_SERVICES,
	NO_REFUSAL},
    [PERMIT_USER_EXTRACT] = {"user replicate", "from the source", ABOUT_HSM, READS, ADMINS, 0,
	QUORUM_SERVICES, BY_ADMINS},
    [PERMIT_USER_INSERT] = {"user replicate", "into the destination", ABOUT_HSM, WRITES, ADMINS, 0,
	QUORUM_SERVICES, BY_ADMINS},
};

const struct permission_rule *permission_rule(enum permission permission)
{
	return &rules[permission];
}

static bool begins_with(const char *path, const char *command)
{
	return strncmp(path, command, strlen(command)) == 0;
}

size_t permissions_of(const char *path, enum permission list[PERMISSIONS])
{
	size_t longest = 0, count = 0;

	for (size_t i = 0; i < PERMISSIONS; i++) {
		if (begins_with(path, rules[i].command) && strlen(rules[i].command) > longest)
			longest = strlen(rules[i].command);
	}
	for (size_t i = 0; i < PERMISSIONS; i++) {
		if (longest > 0 && strlen(rules[i].command) == longest &&
		    begins_with(path, rules[i].command))
			list[count++] = (enum permission)i;
	}
	return count;
}

/* What is said of a caller, and which callers have the same role. */
static const struct {
	const char *name;
	unsigned about; /* bits 1 << enum permission_subject */
	unsigned role;  /* bits of the callers of that role */
} callers[CALLERS] = {
    [CALLER_NOBODY] = {"nobody", 7, BIT(CALLER_NOBODY)},
    [CALLER_UNACTIVATED_ADMIN] = {"unactivated admin", 1, BIT(CALLER_UNACTIVATED_ADMIN)},
    [CALLER_ADMIN] = {"admin", 7, ADMINS | SELF},
    [CALLER_FIRST_ADMIN] = {"the user admin", 7, ADMINS | SELF},
    [CALLER_CRYPTO_USER] = {"crypto user", 3, CRYPTO_USERS | SELF},
    [CALLER_SELF] = {"the user themself", 2, LOGGED_IN},
    [CALLER_OWNER] = {"owner", 4, CRYPTO_USERS},
    [CALLER_SHAREE] = {"sharee", 4, CRYPTO_USERS},
    [CALLER_READER] = {"reader of a public key", 4, CRYPTO_USERS},
    [CALLER_STRANGER] = {"stranger", 4, CRYPTO_USERS},
};

const char *caller_name(enum caller caller)
{
	return callers[caller].name;
}

bool caller_is_about(enum caller caller, enum permission_subject about)
{
	return (callers[caller].about >> about) & 1U;
}

enum error_code permission_check(enum permission permission, enum caller caller)
{
	const struct permission_rule *rule = &rules[permission];

	if (rule->who & BIT(caller))
		return ERR_OK;
	if (caller == CALLER_STRANGER)
		return rule->unseen;
	return rule->who & callers[caller].role ? rule->refusal : rule->role_refusal;
}

enum error_code permission_check_role(enum permission permission, enum caller caller)
{
	const struct permission_rule *rule = &rules[permission];

	return rule->who & callers[caller].role ? ERR_OK : rule->role_refusal;
}

bool permission_is_limited(enum permission permission, bool token_key)
{
	enum permission_write writes = rules[permission].writes;

	return writes == WRITES || (writes == WRITES_TOKEN_KEYS && token_key);
}

bool permission_is_guarded(enum permission permission, enum caller caller)
{
	return (rules[permission].guarded & BIT(caller)) != 0;
}
