/*
 * The strings of a request against the shapes of the API's model (cloudhsmv2, 2017-04-28), with the
 * sentences that AWS's services have for a member that does not fit.
 */
#include "estate-private.h"

#include "error.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

/* Longer values are cut in the message, so that it still says what is wrong. */
#define SHOWN_MAX 120

struct shape_rule {
	const char *pattern; /* as the model writes it; for an enumeration its values */
	const char *regex;   /* the same as a POSIX extended expression */
	size_t min, max;     /* length; max 0: none */
	bool is_enum;
};

#define ID_TAIL "[2-7a-zA-Z]{11,16}"
#define ARN_HEAD                                                                                   \
	"arn:aws(-(us-gov))?:cloudhsm:([a-z]{2}(-(gov|isob|iso))?-"                                \
	"(east|west|north|south|central){1,2}-[0-9]{1}):[0-9]{12}:backup/"
#define BACKUP_ARN_HEAD "(" ARN_HEAD ")?"

static const struct shape_rule rules[] = {
    [SHAPE_CLUSTER_ID] = {"cluster-" ID_TAIL, "^cluster-" ID_TAIL "$", 0, 0, false},
    [SHAPE_HSM_ID] = {"hsm-" ID_TAIL, "^hsm-" ID_TAIL "$", 0, 0, false},
    [SHAPE_BACKUP_ID] = {"backup-" ID_TAIL, "^backup-" ID_TAIL "$", 0, 0, false},
    [SHAPE_REGION] = {"[a-z]{2}(-(gov))?-(east|west|north|south|central){1,2}-\\d",
	"^[a-z]{2}(-(gov))?-(east|west|north|south|central){1,2}-[0-9]$", 0, 0, false},
    [SHAPE_BACKUP_ARN] = {"^" BACKUP_ARN_HEAD "backup-" ID_TAIL,
	"^" BACKUP_ARN_HEAD "backup-" ID_TAIL "$", 0, 0, false},
    [SHAPE_ENI_ID] = {"eni-[0-9a-fA-F]{8,17}", "^eni-[0-9a-fA-F]{8,17}$", 0, 0, false},
    [SHAPE_SUBNET_ID] = {"subnet-[0-9a-fA-F]{8,17}", "^subnet-[0-9a-fA-F]{8,17}$", 0, 0, false},
    [SHAPE_ZONE] = {"[a-z]{2}(-(gov))?-(east|west|north|south|central){1,2}-\\d[a-z]",
	"^[a-z]{2}(-(gov))?-(east|west|north|south|central){1,2}-[0-9][a-z]$", 0, 0, false},
    [SHAPE_IP_ADDRESS] = {"\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}",
	"^[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}$", 0, 0, false},
    [SHAPE_HSM_TYPE] = {"((p|)hsm[0-9][a-z.]*\\.[a-zA-Z]+)", "^p?hsm[0-9][a-z.]*[.][a-zA-Z]+$", 0,
	32, false},
    [SHAPE_CERTIFICATE] = {"[a-zA-Z0-9+-/=\\s]*", "^[a-zA-Z0-9+,./=[:space:]-]*$", 0, 20000, false},
    [SHAPE_MODE] = {"FIPS, NON_FIPS", "^(FIPS|NON_FIPS)$", 0, 0, true},
    [SHAPE_NETWORK_TYPE] = {"IPV4, DUALSTACK", "^(IPV4|DUALSTACK)$", 0, 0, true},
    [SHAPE_RETENTION_TYPE] = {"DAYS", "^DAYS$", 0, 0, true},
    [SHAPE_RETENTION_VALUE] = {"[0-9]+", "^[0-9]+$", 1, 3, false},
    [SHAPE_CLUSTER_STATE] = {"CREATE_IN_PROGRESS, UNINITIALIZED, INITIALIZE_IN_PROGRESS, "
			     "INITIALIZED, ACTIVE, UPDATE_IN_PROGRESS, MODIFY_IN_PROGRESS, "
			     "ROLLBACK_IN_PROGRESS, PENDING_ROLLBACK, DELETE_IN_PROGRESS, DELETED, "
			     "DEGRADED",
	"^((CREATE|INITIALIZE|UPDATE|MODIFY|ROLLBACK|DELETE)_IN_PROGRESS|UNINITIALIZED|"
	"INITIALIZED|ACTIVE|PENDING_ROLLBACK|DELETED|DEGRADED)$",
	0, 0, true},
    [SHAPE_BACKUP_STATE] = {"CREATE_IN_PROGRESS, READY, DELETED, PENDING_DELETION",
	"^(CREATE_IN_PROGRESS|READY|DELETED|PENDING_DELETION)$", 0, 0, true},
    [SHAPE_BOOLEAN] = {"true, false", "^(true|false)$", 0, 0, true},
    /* Letters, blanks and digits of any script: all but ASCII's other marks. */
    [SHAPE_TAG_KEY] = {"^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$",
	"^[^][!\"#$%&'()*,;<>?\\^`{|}~[:cntrl:]]*$", 1, 128, false},
    [SHAPE_TAG_VALUE] = {"^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$",
	"^[^][!\"#$%&'()*,;<>?\\^`{|}~[:cntrl:]]*$", 0, 256, false},
    [SHAPE_NEXT_TOKEN] = {".*", "^.*$", 0, 256, false},
    [SHAPE_RESOURCE_ID] = {"(?:cluster|backup)-" ID_TAIL, "^(cluster|backup)-" ID_TAIL "$", 0, 0,
	false},
    [SHAPE_RESOURCE_ARN] = {"^" ARN_HEAD "backup-" ID_TAIL "$", "^" ARN_HEAD "backup-" ID_TAIL "$",
	0, 0, false},
    [SHAPE_RESOURCE_POLICY] = {".*", "", 1, 20000, false},
};

static int matches(const struct shape_rule *rule, const char *value, bool *match, struct error *err)
{
	regex_t expression;
	int rc = regcomp(&expression, rule->regex, REG_EXTENDED | REG_NOSUB);

	if (rc != 0)
		return rc == REG_ESPACE
			   ? error_raise(err, ERR_MEMORY)
			   : error_raise(err, ERR_INTERNAL, "a pattern of the API is wrong");
	*match = regexec(&expression, value, 0, NULL, 0) == 0;
	regfree(&expression);
	return 0;
}

/* "Member must …", written to text; "" for a value that fits. */
static int constraint_of(
    enum shape shape, const char *value, char *text, size_t size, struct error *err)
{
	const struct shape_rule *rule = &rules[shape];
	size_t len = strlen(value);
	bool match = false;
	int rc;

	text[0] = '\0';
	if (rule->max != 0 && len > rule->max) {
		(void)snprintf(
		    text, size, "Member must have length less than or equal to %zu", rule->max);
		return 0;
	}
	if (len < rule->min) {
		(void)snprintf(
		    text, size, "Member must have length greater than or equal to %zu", rule->min);
		return 0;
	}
	rc = matches(rule, value, &match, err);
	if (rc == 0 && !match)
		(void)snprintf(text, size,
		    rule->is_enum ? "Member must satisfy enum value set: [%s]"
				  : "Member must satisfy regular expression pattern: %s",
		    rule->pattern);
	return rc;
}

static const char *ellipsis(const char *value)
{
	return strlen(value) > SHOWN_MAX ? "..." : "";
}

int shape_check(enum shape shape, const char *member, const char *value, struct error *err)
{
	char constraint[512];
	int rc = constraint_of(shape, value, constraint, sizeof(constraint), err);

	if (rc != 0 || constraint[0] == '\0')
		return rc;
	return error_raisef(err, ERR_API_INVALID_REQUEST,
	    "1 validation error detected: Value '%.*s%s' at '%s' failed to satisfy constraint: %s",
	    SHOWN_MAX, value, ellipsis(value), member, constraint);
}

int shape_check_list(enum shape shape, const char *member, const char *const *values, size_t count,
    struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		char constraint[512];
		int rc = constraint_of(shape, values[i], constraint, sizeof(constraint), err);

		if (rc != 0)
			return rc;
		if (constraint[0] != '\0')
			return error_raisef(err, ERR_API_INVALID_REQUEST,
			    "1 validation error detected: Value '[%.*s%s]' at '%s' failed to "
			    "satisfy constraint: Member must satisfy constraint: [%s]",
			    SHOWN_MAX, values[i], ellipsis(values[i]), member, constraint);
	}
	return 0;
}

int shape_check_max(const char *member, uint64_t value, uint64_t max, struct error *err)
{
	if (value <= max)
		return 0;
	return error_raisef(err, ERR_API_INVALID_REQUEST,
	    "1 validation error detected: Value '%llu' at '%s' failed to satisfy constraint: "
	    "Member "
	    "must have value less than or equal to %llu",
	    (unsigned long long)value, member, (unsigned long long)max);
}

int shape_check_some(const char *member, size_t count, struct error *err)
{
	if (count > 0)
		return 0;
	return error_raisef(err, ERR_API_INVALID_REQUEST,
	    "1 validation error detected: Value '[]' at '%s' failed to satisfy constraint: Member "
	    "must have length greater than or equal to 1",
	    member);
}
