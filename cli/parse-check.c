/* What must be given, and what must or must not be given together. */
#include "parse.h"

#include <stdio.h>

static bool find_conflict(const struct args *args, struct usage *usage)
{
	for (size_t i = 0; i < args->n_values; i++) {
		const struct option_spec *first = table_option(args->command, i);

		if (!args->values[i].given || first->one_of == 0)
			continue;
		for (size_t j = i + 1; j < args->n_values; j++) {
			const struct option_spec *second = table_option(args->command, j);

			if (!args->values[j].given || second->one_of != first->one_of)
				continue;
			*usage = (struct usage){.fault = USAGE_CONFLICT,
			    .option = first,
			    .other = second,
			    .at = args->values[j].at};
			return true;
		}
	}
	return false;
}

/* Whether any alternative of the option at index is given; *first: whether it leads its group. */
static bool alternative_given(const struct args *args, size_t index, bool *first)
{
	const struct option_spec *option = table_option(args->command, index);
	bool given = false;

	*first = true;
	for (size_t i = 0; i < args->n_values; i++) {
		if (table_option(args->command, i)->one_of != option->one_of)
			continue;
		given = given || args->values[i].given;
		*first = *first && i >= index;
	}
	return given;
}

static bool companion_given(const struct args *args, const struct option_spec *option)
{
	for (size_t i = 0; i < args->n_values; i++) {
		if (table_option(args->command, i)->together == option->together &&
		    args->values[i].given)
			return true;
	}
	return false;
}

bool args_option_missing(const struct args *args, size_t index)
{
	const struct option_spec *option = table_option(args->command, index);
	bool first;

	if (args->values[index].given)
		return false;
	if ((option->flags & OPTION_REQUIRED) != 0)
		return true;
	if (option->one_of != 0 && !alternative_given(args, index, &first) && first)
		return true;
	return option->together != 0 && companion_given(args, option);
}

static int refuse_later(const struct option_spec *option, struct error *err)
{
	char flag[TABLE_PATH_MAX];

	if (option->name)
		snprintf(flag, sizeof(flag), "--%s", option->name);
	else
		snprintf(flag, sizeof(flag), "-%c", option->short_name);
	return error_raise(err, ERR_NOT_SIMULATED, flag);
}

int args_check(const struct args *args, struct usage *usage, struct error *err)
{
	if (find_conflict(args, usage))
		return ERR_USAGE;
	for (size_t i = 0; i < args->n_values; i++) {
		if (args_option_missing(args, i)) {
			*usage = (struct usage){.fault = USAGE_REQUIRED_MISSING};
			return ERR_USAGE;
		}
	}
	for (size_t i = 0; i < args->n_values; i++) {
		const struct option_spec *option = table_option(args->command, i);

		if (args->values[i].given && (option->flags & OPTION_LATER) != 0)
			return refuse_later(option, err);
	}
	return 0;
}
