/*
 * What the shell asks of a program's tables: commands by path, the words that may follow a path,
 * and the options of a command together with those that the shell adds for its answer style.
 */
#ifndef LOCALHSM_TABLE_H
#define LOCALHSM_TABLE_H

#include "command.h"

#include <stdbool.h>
#include <stddef.h>

struct bytes;

/* The longest path, and the longest word of one. program_faults holds the tables to it. */
#define TABLE_PATH_MAX 128

/* The options that the shell adds, behind the command's own in this order. */
enum aws_option { AWS_QUERY, AWS_OUTPUT, AWS_NO_PAGER, AWS_NO_PAGINATE };
enum aws_output { AWS_OUTPUT_JSON, AWS_OUTPUT_TEXT };
enum table_option { TABLE_OUTPUT };
enum table_output { TABLE_OUTPUT_TABLE, TABLE_OUTPUT_JSON };

/* One word that may follow a path. */
struct table_child {
	char name[TABLE_PATH_MAX];
	char path[TABLE_PATH_MAX];
	const char *summary;
	bool hidden; /* every command that it leads to is */
};

/* The command of exactly this path, or NULL. */
const struct command *table_command(const struct program *program, const char *path);
/* Whether a command lies under path: path is a group, or a command that has commands of its own. */
bool table_has_children(const struct program *program, const char *path);
/* Writes path and word, divided by a blank, to joined; false if no command has or begins with it.
 */
bool table_descend(
    const struct program *program, const char *path, const char *word, char joined[TABLE_PATH_MAX]);
/* Walks the words that may follow path, in table order; *at is 0 for the first call. */
bool table_next_child(
    const struct program *program, const char *path, size_t *at, struct table_child *child);
/* The line that describes a command or group; "" if nothing does. */
const char *table_summary(const struct program *program, const char *path);
/* The answer style of a command, or of the first command under a group. */
enum answer_style table_style(const struct program *program, const char *path);

/* Own options first, then the shell's. */
size_t table_option_count(const struct command *command);
const struct option_spec *table_option(const struct command *command, size_t index);
/* The index of the option, or -1. */
int table_option_by_name(const struct command *command, const char *name, size_t len);
int table_option_by_short(const struct command *command, char letter);
/* The index of the option that takes the word by itself which follows count others, or -1. */
int table_option_by_position(const struct command *command, size_t count);
/* An option of the commands under path that may stand in front of the words that lead to them, or
 * NULL. */
const struct option_spec *table_option_below(
    const struct program *program, const char *path, const char *name, size_t len);

bool option_takes_value(const struct option_spec *option);
/* Whether a word by itself is its value. */
bool option_is_positional(const struct option_spec *option);
/* "--username", "-a" or "<FILE>". */
void option_append_flag(const struct option_spec *option, struct bytes *out);
/* "--username <USERNAME>", "--filter [<FILTER>...]", "<FILE>". */
void option_append_usage(const struct option_spec *option, struct bytes *out);

#endif
