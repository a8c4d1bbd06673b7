/*
 * The parsed words of one command. Options are indexed by an enum of the command's file, in the order
 * of its option table.
 */
#ifndef LOCALHSM_ARGS_H
#define LOCALHSM_ARGS_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct args;
struct secret;

bool args_has(const struct args *args, unsigned option);
/* NULL when not given. Borrowed, as all below. */
const char *args_text(const struct args *args, unsigned option);
/* otherwise when not given. */
uint64_t args_number(const struct args *args, unsigned option, uint64_t otherwise);
/* The index into choices, or -1 when not given. */
int args_choice(const struct args *args, unsigned option);
/* The words of a list; NULL and *count 0 when not given. */
const char *const *args_list(const struct args *args, unsigned option, size_t *count);
/* NULL when not given. */
const struct secret *args_secret(const struct args *args, unsigned option);
/* The option's value by its name, for hooks that serve many commands: "cluster-id". NULL if none. */
const char *args_text_by_name(const struct args *args, const char *name);
/* Whether an option is given, by its name; one of the shell's own too: "no-paginate". */
bool args_has_by_name(const struct args *args, const char *name);

#endif
