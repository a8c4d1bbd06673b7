/* Writes the command that mends a difference between two clusters. */
#include "compare-mend.h"

#include "bytes.h"
#include "key.h"

#include <string.h>

/* In quotes that a shell and the interactive session understand alike. */
static void put_quoted(struct bytes *line, const char *text)
{
	bytes_append_char(line, '\'');
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\'')
			bytes_append_text(line, "'\\''");
		else
			bytes_append_char(line, *c);
	}
	bytes_append_char(line, '\'');
}

static void put_user(struct bytes *line, const char *command, const struct difference *difference)
{
	bytes_append_format(line, "user %s --username %s --role %s", command, difference->name,
	    user_role_name(difference->role));
}

static void put_deregistration(
    struct bytes *line, const struct difference *difference, bool mfa, bool quorum)
{
	put_user(line, "change-password", difference);
	if (mfa)
		bytes_append_text(line, " --deregister-mfa true");
	if (quorum)
		bytes_append_text(line, " --deregister-quorum true");
}

static void put_key(struct bytes *line, const char *command, const struct difference *difference)
{
	bytes_append_format(line, "key %s --filter key-reference=%s", command, difference->name);
}

static void put_sharing(
    struct bytes *line, const char *command, const struct difference *difference)
{
	put_key(line, command, difference);
	bytes_append_format(line, " --username %s --role crypto-user", difference->member);
}

static void put_setting(struct bytes *line, const struct difference *difference)
{
	put_key(line, "set-attribute", difference);
	bytes_append_format(line, " --name %s --value", difference->member);
	/* A value that looks like an option is taken behind '=' alone. */
	bytes_append_char(line, *difference->source == '-' ? '=' : ' ');
	if (strcmp(difference->member, key_attribute_name(ATTR_LABEL)) == 0)
		put_quoted(line, difference->source);
	else
		bytes_append_text(line, difference->source);
}

/* All but which clusters it is about. */
static void put_command(struct bytes *line, const struct difference *difference)
{
	switch (difference->mend) {
	case MEND_NONE:
		break;
	case MEND_SET_QUORUM_VALUE:
		bytes_append_format(line,
		    "quorum token-sign set-quorum-value --service %s --value %s", difference->name,
		    difference->source);
		break;
	case MEND_USER_CREATE:
		put_user(line, "create", difference);
		break;
	case MEND_USER_REPLICATE:
		put_user(line, "replicate", difference);
		break;
	case MEND_USER_DELETE:
		put_user(line, "delete", difference);
		break;
	case MEND_CHANGE_PASSWORD:
		put_user(line, "change-password", difference);
		break;
	case MEND_DEREGISTER_MFA:
		put_deregistration(line, difference, true, false);
		break;
	case MEND_DEREGISTER_QUORUM:
		put_deregistration(line, difference, false, true);
		break;
	case MEND_DEREGISTER_BOTH:
		put_deregistration(line, difference, true, true);
		break;
	case MEND_KEY_REPLICATE:
		put_key(line, "replicate", difference);
		break;
	case MEND_KEY_DELETE:
		put_key(line, "delete", difference);
		break;
	case MEND_KEY_SET_ATTRIBUTE:
		put_setting(line, difference);
		break;
	case MEND_KEY_SHARE:
		put_sharing(line, "share", difference);
		break;
	case MEND_KEY_UNSHARE:
		put_sharing(line, "unshare", difference);
		break;
	}
}

void compare_mend_line(const struct difference *difference, const char *source_id,
    const char *destination_id, struct bytes *line)
{
	const char *mended = difference->mends_source ? source_id : destination_id;
	const char *other = difference->mends_source ? destination_id : source_id;

	if (difference->mend == MEND_NONE)
		return;
	put_command(line, difference);
	if (difference->mend == MEND_USER_REPLICATE || difference->mend == MEND_KEY_REPLICATE)
		bytes_append_format(
		    line, " --source-cluster-id %s --destination-cluster-id %s", other, mended);
	else
		bytes_append_format(line, " --cluster-id %s", mended);
}
