/* Completion, for the session's Tab key and for the shells of the system. */
#include "complete.h"

#include "bytes.h"
#include "resolve.h"
#include "table.h"
#include "tokenise.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct completion {
	const struct program *program;
	void *app;
	struct words before; /* the words in front of the one that is typed */
	const char *typed;   /* what of that one is to be completed */
	struct candidates *candidates;
	struct resolution resolution;
};

static bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool reserve(struct candidates *candidates)
{
	size_t capacity = candidates->capacity == 0 ? 16 : 2 * candidates->capacity;
	char **at;

	if (candidates->count < candidates->capacity)
		return true;
	at = reallocarray(candidates->at, capacity, sizeof(*at));
	if (!at)
		return false;
	candidates->at = at;
	candidates->capacity = capacity;
	return true;
}

static void add(struct candidates *candidates, const char *text)
{
	struct bytes word = BYTES_INIT;
	char *owned;

	bytes_append_text(&word, candidates->prefix);
	bytes_append_text(&word, text);
	owned = bytes_detach(&word, NULL);
	if (!owned || !reserve(candidates)) {
		free(owned);
		candidates->failed = true;
		return;
	}
	candidates->at[candidates->count++] = owned;
}

static void add_fitting(struct completion *completion, const char *text)
{
	if (begins_with(text, completion->typed))
		add(completion->candidates, text);
}

/* For an option's own completer, which calls back. */
static void add_live(void *to, const char *candidate)
{
	add_fitting(to, candidate);
}

static bool is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void add_files(struct completion *completion)
{
	const char *slash = strrchr(completion->typed, '/');
	const char *name = slash ? slash + 1 : completion->typed;
	struct bytes path = BYTES_INIT;
	size_t dir_len = (size_t)(name - completion->typed);
	struct dirent *entry;
	DIR *dir;

	bytes_append(&path, completion->typed, dir_len);
	dir = opendir(dir_len == 0 ? "." : bytes_text(&path));
	while (dir && (entry = readdir(dir))) {
		bool dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;

		if (dots || (entry->d_name[0] == '.' && name[0] != '.'))
			continue;
		bytes_clear(&path);
		bytes_append(&path, completion->typed, dir_len);
		bytes_append_text(&path, entry->d_name);
		if (is_directory(bytes_text(&path)))
			bytes_append_char(&path, '/');
		add_fitting(completion, bytes_text(&path));
	}
	if (dir)
		closedir(dir);
	bytes_done(&path);
}

static void add_values(struct completion *completion, const struct option_spec *option)
{
	for (size_t i = 0; i < option->n_choices; i++)
		add_fitting(completion, option->choices[i].value);
	if (option->complete)
		option->complete(completion->app, completion->typed, add_live, completion);
	else if (option->type == OPTION_PATH)
		add_files(completion);
}

static bool word_gives(const char *word, const struct option_spec *option)
{
	size_t len = option->name ? strlen(option->name) : 0;

	if (option->short_name != '\0' && word[0] == '-' && word[1] == option->short_name)
		return true;
	return len > 0 && begins_with(word, "--") && strncmp(word + 2, option->name, len) == 0 &&
	       (word[len + 2] == '\0' || word[len + 2] == '=');
}

static bool is_given(const struct completion *completion, const struct option_spec *option)
{
	for (size_t i = 0; i < completion->before.count; i++) {
		if (word_gives(completion->before.at[i], option))
			return true;
	}
	return false;
}

/* Whether the option could still be given: a list may come again, an alternative may not. */
static bool is_open(const struct completion *completion, const struct option_spec *option)
{
	const struct command *command = completion->resolution.command;

	if (!option->name || (option->flags & OPTION_HIDDEN) != 0)
		return false;
	if (is_given(completion, option))
		return option->type == OPTION_LIST && (option->flags & OPTION_ONE_TOKEN) == 0;
	for (size_t i = 0; option->one_of != 0 && i < table_option_count(command); i++) {
		const struct option_spec *other = table_option(command, i);

		if (other->one_of == option->one_of && is_given(completion, other))
			return false;
	}
	return true;
}

static void add_options(struct completion *completion)
{
	const struct command *command = completion->resolution.command;

	for (size_t i = 0; command && i < table_option_count(command); i++) {
		const struct option_spec *option = table_option(command, i);
		struct bytes flag = BYTES_INIT;

		option_append_flag(option, &flag);
		if (is_open(completion, option))
			add_fitting(completion, bytes_text(&flag));
		bytes_done(&flag);
	}
	add_fitting(completion, "--help");
}

static bool add_children(struct completion *completion, const char *path)
{
	struct table_child child;
	size_t at = 0;
	bool any = false;

	while (table_next_child(completion->program, path, &at, &child)) {
		if (child.hidden)
			continue;
		add_fitting(completion, child.name);
		any = true;
	}
	return any;
}

/* "--role=cry": only the value is to be completed. */
static bool complete_attached(struct completion *completion, char *prefix_room)
{
	const struct command *command = completion->resolution.command;
	size_t len = strcspn(completion->typed, "=");
	int index;

	if (!command || completion->typed[len] != '=' || len < 2)
		return false;
	index = table_option_by_name(command, completion->typed + 2, len - 2);
	if (index < 0 || len + 1 >= TABLE_PATH_MAX)
		return true;
	memcpy(prefix_room, completion->typed, len + 1);
	prefix_room[len + 1] = '\0';
	completion->candidates->prefix = prefix_room;
	completion->typed += len + 1;
	add_values(completion, table_option(command, (size_t)index));
	completion->candidates->prefix = "";
	return true;
}

/* Behind "help" the words are a path. */
static bool complete_help(struct completion *completion)
{
	const struct words *before = &completion->before;
	char path[TABLE_PATH_MAX], joined[TABLE_PATH_MAX];
	size_t i = completion->resolution.depth;

	if (i >= before->count || strcmp(before->at[i], "help") != 0)
		return false;
	memcpy(path, completion->resolution.path, sizeof(path));
	for (i++; i < before->count; i++) {
		if (!table_descend(completion->program, path, before->at[i], joined))
			return true;
		memcpy(path, joined, sizeof(path));
	}
	add_children(completion, path);
	return true;
}

static void add_session_words(struct completion *completion)
{
	if (completion->before.count == 0) {
		add_fitting(completion, "quit");
		add_fitting(completion, "exit");
	}
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort(struct candidates *candidates)
{
	size_t kept = 0;

	if (candidates->count > 1)
		qsort(candidates->at, candidates->count, sizeof(*candidates->at), compare);
	for (size_t i = 0; i < candidates->count; i++) {
		if (kept > 0 && strcmp(candidates->at[kept - 1], candidates->at[i]) == 0)
			free(candidates->at[i]);
		else
			candidates->at[kept++] = candidates->at[i];
	}
	candidates->count = kept;
}

static void collect(struct completion *completion, bool session)
{
	const struct resolution *resolution = &completion->resolution;
	bool option = completion->typed[0] == '-';
	char prefix[TABLE_PATH_MAX];

	if (complete_help(completion) || resolution->end < completion->before.count)
		return;
	if (resolution->awaits && !(option && resolution->list_open)) {
		add_values(completion, resolution->awaits);
		return;
	}
	if (option) {
		if (!complete_attached(completion, prefix))
			add_options(completion);
		return;
	}
	if (resolution_positional(resolution)) {
		add_values(completion, resolution_positional(resolution));
		return;
	}
	if (add_children(completion, resolution->path))
		add_fitting(completion, "help");
	if (session)
		add_session_words(completion);
	/* Options are offered unasked only where nothing else could follow. */
	if (resolution->command && completion->candidates->count == 0 &&
	    completion->typed[0] == '\0')
		add_options(completion);
}

void complete(const struct program *program, void *app, const struct words *words, bool session,
    struct candidates *candidates)
{
	struct completion completion = {.program = program, .app = app, .candidates = candidates};

	if (words->count == 0)
		return;
	words_borrow(&completion.before, words->at, words->count - 1);
	completion.typed = words->at[words->count - 1];
	resolve(program, &completion.before, &completion.resolution);
	collect(&completion, session);
	sort(candidates);
}

void candidates_done(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++)
		free(candidates->at[i]);
	free(candidates->at);
	*candidates = (struct candidates)CANDIDATES_INIT;
}

size_t candidates_common(const struct candidates *candidates)
{
	size_t len;

	if (candidates->count == 0)
		return 0;
	len = strlen(candidates->at[0]);
	for (size_t i = 1; i < candidates->count; i++) {
		size_t same = 0;

		while (same < len && candidates->at[i][same] == candidates->at[0][same])
			same++;
		len = same;
	}
	return len;
}
