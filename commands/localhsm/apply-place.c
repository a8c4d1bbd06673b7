/* Reads objects strictly, and names the place of what is wrong with them. */
#include "apply-place.h"

#include "bytes.h"
#include "error.h"
#include "names.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 512
#define MEMBERS_MAX 16

static const char *const type_names[] = {
    [DOCUMENT_NULL] = "null",
    [DOCUMENT_BOOL] = "true or false",
    [DOCUMENT_NUMBER] = "a number",
    [DOCUMENT_STRING] = "a string",
    [DOCUMENT_ARRAY] = "an array",
    [DOCUMENT_OBJECT] = "an object",
};

static void put_place(struct bytes *out, const struct place *place)
{
	if (!place)
		return;
	put_place(out, place->within);
	if (place->name)
		bytes_append_format(out, "%s%s", out->len > 0 ? "." : "", place->name);
	else
		bytes_append_format(out, "[%zu]", place->index);
}

static int refuse_text(
    const struct place *place, const char *member, const char *text, struct error *err)
{
	const struct place of_member = {.within = place, .name = member};
	struct bytes where = BYTES_INIT;
	int rc;

	put_place(&where, member ? &of_member : place);
	rc = where.len > 0 ? error_raisef(err, ERR_LAB, "%s: %s", bytes_text(&where), text)
			   : error_raisef(err, ERR_LAB, "%s", text);
	bytes_done(&where);
	return rc;
}

int place_refuse(const struct place *place, struct error *err, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list list;

	va_start(list, format);
	(void)vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	return refuse_text(place, NULL, text, err);
}

int place_refuse_member(
    const struct place *place, const char *member, struct error *err, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list list;

	va_start(list, format);
	(void)vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	return refuse_text(place, member, text, err);
}

int place_blame(const struct place *place, const char *member, struct error *err)
{
	const struct error reason = *err;

	/* What failed by itself is nobody's mistake. */
	if (error_is_fault(reason.code))
		return (int)reason.code;
	return refuse_text(place, member, reason.text, err);
}

static int refuse_unknown(const struct place *place, const char *name, const struct member *members,
    size_t count, struct error *err)
{
	const char *names[MEMBERS_MAX], *near;

	for (size_t i = 0; i < count && i < MEMBERS_MAX; i++)
		names[i] = members[i].name;
	near = names_nearest(name, names, count < MEMBERS_MAX ? count : MEMBERS_MAX);
	if (near)
		return place_refuse_member(
		    place, name, err, "there is no such member, a similar one is '%s'", near);
	return place_refuse_member(place, name, err, "there is no such member");
}

static int take_member(const struct place *place, const struct document *value,
    const struct member *members, size_t count, const struct document **values, struct error *err)
{
	const char *name = document_name(value);
	size_t i = 0;

	while (i < count && strcmp(members[i].name, name) != 0)
		i++;
	if (i == count)
		return refuse_unknown(place, name, members, count, err);
	if (document_type(value) != members[i].type)
		return place_refuse_member(
		    place, name, err, "it must be %s", type_names[members[i].type]);
	values[i] = value;
	return 0;
}

int place_read_object(const struct place *place, const struct document *object,
    const struct member *members, size_t count, const struct document **values, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < count; i++)
		values[i] = NULL;
	if (document_type(object) != DOCUMENT_OBJECT)
		return place_refuse(place, err, "it must be an object");
	for (const struct document *value = document_first(object); rc == 0 && value;
	     value = document_next(value))
		rc = take_member(place, value, members, count, values, err);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (members[i].is_required && !values[i])
			rc = place_refuse_member(place, members[i].name, err, "it is missing");
	}
	return rc;
}
