/* The lab's settings: what they are called, and what they may be set to. */
#include "estate-private.h"

#include "error.h"
#include "bytes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One of two words, of which the first is the default; or a number. */
struct setting {
	const char *name;
	const char *words[2];
	uint64_t min, max, otherwise;
};
static const struct setting settings[] = {
    {.name = "password-cost", .words = {"standard", "fast"}},
    {.name = "allow-hsm1", .words = {"true", "false"}},
    {.name = "lag", .words = {"none", "realistic"}},
    {.name = "quota-clusters", .min = 1, .max = 1000, .otherwise = 4},
    {.name = "quota-hsms", .min = 1, .max = 1000, .otherwise = 6},
    {.name = "quota-hsms-per-cluster", .min = 1, .max = 28, .otherwise = 28},
};

static const struct setting *find_setting(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(settings); i++) {
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	}
	return NULL;
}

static int refuse_name(const char *name, struct error *err)
{
	struct bytes names = BYTES_INIT;
	int rc;

	for (size_t i = 0; i < ARRAY_LENGTH(settings); i++)
		bytes_append_format(&names, "%s%s", i == 0 ? "" : ", ", settings[i].name);
	rc = error_raisef(err, ERR_LAB, "There is no setting %s: settings are %s", name,
	    bytes_failed(&names) ? "" : bytes_text(&names));
	bytes_done(&names);
	return rc;
}

/* A whole number without sign or blanks; anything else is beyond every bound. */
static uint64_t number_of(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > 6 || strspn(text, "0123456789") != len)
		return UINT64_MAX;
	return strtoull(text, NULL, 10);
}

static int check_value(const struct setting *setting, const char *value, struct error *err)
{
	uint64_t number = number_of(value);

	if (setting->words[0]) {
		if (strcmp(value, setting->words[0]) == 0 || strcmp(value, setting->words[1]) == 0)
			return 0;
		return error_raisef(err, ERR_LAB, "%s cannot be %s: it is %s or %s", setting->name,
		    value, setting->words[0], setting->words[1]);
	}
	if (number >= setting->min && number <= setting->max)
		return 0;
	return error_raisef(err, ERR_LAB,
	    "%s cannot be %s: it is a number from %" PRIu64 " to %" PRIu64, setting->name, value,
	    setting->min, setting->max);
}

int estate_set(struct estate *estate, const char *name, const char *value, struct error *err)
{
	const struct setting *setting = find_setting(name);
	int rc = setting ? check_value(setting, value, err) : refuse_name(name, err);

	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = store_setting_set(estate->store, name, value, err);
	return estate_finish(estate, rc, err);
}

int estate_setting_flag(
    struct estate *estate, const char *name, bool otherwise, bool *value, struct error *err)
{
	char *text = NULL;
	int rc = store_setting_get(estate->store, name, &text, err);

	if (rc == 0)
		*value = text ? strcmp(text, "true") == 0 : otherwise;
	free(text);
	return rc;
}

int estate_setting_number(
    struct estate *estate, const char *name, uint64_t *value, struct error *err)
{
	const struct setting *setting = find_setting(name);
	char *text = NULL;
	int rc =
	    setting ? store_setting_get(estate->store, name, &text, err) : refuse_name(name, err);

	if (rc == 0)
		*value = text ? number_of(text) : setting->otherwise;
	free(text);
	return rc;
}
