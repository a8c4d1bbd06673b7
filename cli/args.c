/* What a command sees of its parsed words. */
#include "args.h"

#include "parse.h"

#include <string.h>

static const struct value *given_value(const struct args *args, size_t index)
{
	if (index >= args->n_values || !args->values[index].given)
		return NULL;
	return &args->values[index];
}

const struct value *args_value(const struct args *args, size_t index)
{
	return &args->values[index];
}

bool args_has(const struct args *args, unsigned option)
{
	return given_value(args, option);
}

const char *args_text(const struct args *args, unsigned option)
{
	const struct value *value = given_value(args, option);

	return value ? value->text : NULL;
}

uint64_t args_number(const struct args *args, unsigned option, uint64_t otherwise)
{
	const struct value *value = given_value(args, option);

	return value ? value->number : otherwise;
}

int args_choice(const struct args *args, unsigned option)
{
	const struct value *value = given_value(args, option);

	return value ? value->choice : -1;
}

const char *const *args_list(const struct args *args, unsigned option, size_t *count)
{
	const struct value *value = given_value(args, option);

	*count = value ? value->n_list : 0;
	return value ? value->list : NULL;
}

const struct secret *args_secret(const struct args *args, unsigned option)
{
	const struct value *value = given_value(args, option);

	return value ? &value->secret : NULL;
}

const char *args_text_by_name(const struct args *args, const char *name)
{
	int index = table_option_by_name(args->command, name, strlen(name));

	return index < 0 ? NULL : args_text(args, (unsigned)index);
}

bool args_has_by_name(const struct args *args, const char *name)
{
	int index = table_option_by_name(args->command, name, strlen(name));

	return index >= 0 && args_has(args, (unsigned)index);
}
