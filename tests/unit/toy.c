/* The tables of the toy. */
#include "toy.h"

#include "args.h"
#include "reply.h"
#include "secret.h"

#include <stdlib.h>
#include <string.h>

#define LIST(array) .options = (array), .n_options = ARRAY_LENGTH(array)
#define EXAMPLES(array) .examples = (array), .n_examples = ARRAY_LENGTH(array)
#define CHILDREN(array) .children = (array), .n_children = ARRAY_LENGTH(array)

static const char *const red_aliases[] = {"crimson", "RED-ISH", NULL};

static const struct option_choice colours[] = {
    {.value = "red", .help = "The colour of a tomato", .aliases = red_aliases},
    {.value = "green",
	.help = "The colour of grass, of frogs, and of nearly everything else that "
		"grows in a garden before it is ripe"},
};

static const struct option_spec echo_options[] = {
    [ECHO_TEXT] = {.name = "text", .short_name = 't', .type = OPTION_STRING, .help = "A text"},
    [ECHO_COUNT] = {.name = "count",
	.type = OPTION_U64,
	.help = "How many",
	.min = 1,
	.max = 10,
	.default_text = "3"},
    [ECHO_HEX] = {.name = "hex", .type = OPTION_HEX, .help = "A number in hex"},
    [ECHO_FILE] = {.name = "file", .type = OPTION_PATH, .help = "A file"},
    [ECHO_COLOUR] = {.name = "colour",
	.type = OPTION_ENUM,
	.help = "A colour",
	.choices = colours,
	.n_choices = ARRAY_LENGTH(colours),
	.flags = OPTION_ANY_CASE},
    [ECHO_WORD] = {.name = "word", .short_name = 'w', .type = OPTION_LIST, .help = "Words"},
    [ECHO_ONCE] = {.name = NULL,
	.short_name = 'a',
	.type = OPTION_LIST,
	.metavar = "ADDRESS",
	.help = "Addresses",
	.flags = OPTION_ONE_TOKEN},
    [ECHO_SECRET] = {.name = "secret", .type = OPTION_SECRET, .help = "A secret"},
    [ECHO_VERBOSE] = {.name = "verbose", .short_name = 'v', .type = OPTION_FLAG, .help = "More"},
    [ECHO_LATER] = {.name = "approval",
	.type = OPTION_PATH,
	.help = "A file of approvals",
	.flags = OPTION_LATER},
    [ECHO_HIDDEN] = {.name = "undocumented",
	.type = OPTION_FLAG,
	.help = "Not in any help",
	.flags = OPTION_HIDDEN},
    [ECHO_EVEN] = {.name = "even",
	.type = OPTION_U64,
	.help = "A number: even, 2 to 8",
	.min = 2,
	.max = 8,
	.step = 2,
	.numbers = "even, 2 to 8",
	.flags = OPTION_HIDDEN},
    [ECHO_LARGE] = {.name = "large",
	.type = OPTION_U64,
	.help = "A number: 7 or more",
	.min = 7,
	.max = UINT64_MAX,
	.numbers = "7 or more",
	.flags = OPTION_HIDDEN},
    [ECHO_PLACE] = {.name = "place",
	.type = OPTION_STRING,
	.help = "A place",
	.flags = OPTION_HIDDEN | OPTION_NOT_EMPTY},
    [ECHO_SINGLE] = {.name = "single",
	.type = OPTION_LIST,
	.help = "A word",
	.flags = OPTION_HIDDEN | OPTION_ONE_TOKEN | OPTION_ONE_WORD},
};

static const struct reply_node word_node = {"", REPLY_STRING, 0, NULL, 0};

static const struct reply_node echo_fields[] = {
    {"text", REPLY_STRING, REPLY_OPTIONAL, NULL, 0},
    {"count", REPLY_NUMBER, 0, NULL, 0},
    {"hex", REPLY_STRING, REPLY_OPTIONAL, NULL, 0},
    {"file", REPLY_STRING, REPLY_OPTIONAL, NULL, 0},
    {"colour", REPLY_STRING, REPLY_OPTIONAL, NULL, 0},
    {"words", REPLY_ARRAY, 0, &word_node, 1},
    {"addresses", REPLY_ARRAY, 0, &word_node, 1},
    {"secret-length", REPLY_NUMBER, REPLY_OPTIONAL, NULL, 0},
    {"verbose", REPLY_BOOL, 0, NULL, 0},
};

static const struct reply_node echo_reply = {
    "", REPLY_OBJECT, 0, echo_fields, ARRAY_LENGTH(echo_fields)};

static void tell_text(struct reply *reply, const char *name, const char *text)
{
	if (text)
		reply_string(reply, name, text);
}

static void tell_list(
    struct reply *reply, const char *name, const struct args *args, unsigned option)
{
	size_t count;
	const char *const *list = args_list(args, option, &count);

	reply_array(reply, name);
	for (size_t i = 0; i < count; i++)
		reply_string(reply, NULL, list[i]);
	reply_end(reply);
}

static int echo_run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	(void)context;
	(void)err;
	reply_object(reply, NULL);
	tell_text(reply, "text", args_text(args, ECHO_TEXT));
	reply_number(reply, "count", args_number(args, ECHO_COUNT, 3));
	tell_text(reply, "hex", args_text(args, ECHO_HEX));
	tell_text(reply, "file", args_text(args, ECHO_FILE));
	tell_text(reply, "colour", args_text(args, ECHO_COLOUR));
	tell_list(reply, "words", args, ECHO_WORD);
	tell_list(reply, "addresses", args, ECHO_ONCE);
	if (args_secret(args, ECHO_SECRET))
		reply_number(reply, "secret-length", args_secret(args, ECHO_SECRET)->len);
	reply_bool(reply, "verbose", args_has(args, ECHO_VERBOSE));
	reply_end(reply);
	return 0;
}

static const struct example echo_examples[] = {
    {"Tell back two words and a colour", "echo --word one 'two three' --colour green --text "
					 "\"it's\" --file /tmp/a-long-name-of-a-file"},
};

static const struct command echo_command = {
    .path = "echo",
    .summary = "Tell back what was given",
    .description = "Answers with its own options. What is not given is left out, but for lists, "
		   "which are empty "
		   "then, and for what has a default.\n"
		   "\n"
		   "Nothing is stored:\n"
		   "- no text, however long it may be and whatever it may hold, is written to any "
		   "file or kept\n"
		   "- no secret is shown\n"
		   "\n"
		   "  .literal --line\n",
    LIST(echo_options),
    EXAMPLES(echo_examples),
    .reply = &echo_reply,
    .run = echo_run,
};

static const struct option_spec pick_options[] = {
    [PICK_LEFT] = {.name = "left", .type = OPTION_STRING, .help = "This", .one_of = 1},
    [PICK_RIGHT] = {.name = "right", .type = OPTION_STRING, .help = "Or that", .one_of = 1},
    [PICK_USER] = {.name = "user", .type = OPTION_STRING, .help = "A user", .together = 1},
    [PICK_CODE] = {.name = "code", .type = OPTION_STRING, .help = "A code", .together = 1},
    [PICK_PATH] = {.name = "path",
	.type = OPTION_PATH,
	.help = "Where it goes",
	.flags = OPTION_REQUIRED},
    [PICK_LATER] = {.name = "later",
	.type = OPTION_FLAG,
	.help = "Pick later",
	.flags = OPTION_LATER | OPTION_HIDDEN},
    [PICK_WHOLE] = {.name = "whole",
	.type = OPTION_STRING,
	.help = "All of it in one",
	.flags = OPTION_SUFFICES | OPTION_HIDDEN},
};

static const struct reply_node text_reply = {"", REPLY_STRING, 0, NULL, 0};

static int pick_check(const struct args *args, struct error *err)
{
	if (args_has(args, PICK_LEFT) && strcmp(args_text(args, PICK_LEFT), "both") == 0)
		return error_raise(err, ERR_USAGE, "the left one cannot be both");
	return 0;
}

static int pick_run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	(void)context;
	(void)err;
	reply_format(
	    reply, NULL, "picked the %s one", args_has(args, PICK_LEFT) ? "left" : "right");
	return 0;
}

static const struct example pick_examples[] = {{"Pick the left one", "pick --left a --path f"}};

static const struct command pick_command = {
    .path = "pick",
    .summary = "Pick one of two",
    .description = "Picks.",
    LIST(pick_options),
    EXAMPLES(pick_examples),
    .reply = &text_reply,
    .check = pick_check,
    .run = pick_run,
};

static const struct option_spec enter_options[] = {
    {.name = "name", .type = OPTION_STRING, .help = "A name", .flags = OPTION_REQUIRED},
    {.name = "password",
	.type = OPTION_SECRET,
	.help = "A password, asked for if left out",
	.flags = OPTION_IN_USAGE},
};

static int enter_run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct secret password = SECRET_INIT;
	int rc = 0;

	if (args_has(args, 1))
		rc = secret_copy(&password, args_secret(args, 1));
	else
		rc = context_ask_password(context, true, "--password", &password, err);
	if (rc == 0)
		reply_format(reply, NULL, "%s entered with a password of %zu characters",
		    args_text_by_name(args, "name"), password.len);
	secret_done(&password);
	return rc;
}

static const struct example enter_examples[] = {{"Enter", "enter --name alice --password 'a b'"}};

static const struct command enter_command = {
    .path = "enter",
    .summary = "Enter, with a password",
    .description = "Enters.",
    LIST(enter_options),
    EXAMPLES(enter_examples),
    .reply = &text_reply,
    .run = enter_run,
};

static const struct option_spec again_options[] = {
    {.name = "name", .type = OPTION_STRING, .help = "A name", .flags = OPTION_REQUIRED},
    {.name = "token", .type = OPTION_PATH, .help = "A file", .flags = OPTION_REQUIRED},
};

static int again_run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	char *line = NULL;
	int rc = context_ask_line(context, "Path: ", &line, err);

	if (rc == 0)
		reply_format(reply, NULL, "%s: %s", args_text(args, 1), line);
	free(line);
	return rc;
}

static const struct example again_examples[] = {
    {"Enter once more", "enter --name alice again --token t"}};

static const struct command again_command = {
    .path = "enter again",
    .summary = "Enter with a token",
    .description = "Asks for a line.",
    LIST(again_options),
    EXAMPLES(again_examples),
    .reply = &text_reply,
    .run = again_run,
};

static void complete_fruit(
    void *app, const char *word, void (*add)(void *to, const char *candidate), void *to)
{
	(void)app;
	(void)word;
	add(to, "pear");
	add(to, "apple");
	add(to, "apple pie");
}

static const struct option_spec eat_options[] = {
    {.name = "name",
	.type = OPTION_STRING,
	.help = "A fruit",
	.flags = OPTION_REQUIRED,
	.complete = complete_fruit},
};

static int eat_run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	(void)reply;
	if (strcmp(args_text(args, 0), "stone") == 0)
		return error_raise(err, ERR_FILE_READ, args_text(args, 0), "too \"hard\"");
	context_warn(context, "it is gone");
	return 0;
}

static const struct example eat_examples[] = {{"Eat an apple", "fruit eat --name apple"}};

static const struct command eat_command = {
    .path = "fruit eat",
    .summary = "Eat a fruit",
    .description = "Eats it.",
    LIST(eat_options),
    EXAMPLES(eat_examples),
    .style = ANSWER_SILENT,
    .run = eat_run,
};

static const struct reply_node fruit_fields[] = {
    {"name", REPLY_STRING, 0, NULL, 0},
    {"seeds", REPLY_NUMBER, 0, NULL, 0},
    {"colours", REPLY_ARRAY, REPLY_OPTIONAL, &word_node, 1},
};
static const struct reply_node fruit_node = {
    "", REPLY_OBJECT, 0, fruit_fields, ARRAY_LENGTH(fruit_fields)};
static const struct reply_node list_fields[] = {
    {"basket", REPLY_STRING, 0, NULL, 0},
    {"fruits", REPLY_ARRAY, 0, &fruit_node, 1},
};
static const struct reply_node list_reply = {
    "", REPLY_OBJECT, 0, list_fields, ARRAY_LENGTH(list_fields)};

static int list_run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	(void)context;
	(void)args;
	(void)err;
	reply_object(reply, NULL);
	reply_string(reply, "basket", "b-1");
	reply_array(reply, "fruits");
	reply_object(reply, NULL);
	reply_string(reply, "name", "apple");
	reply_number(reply, "seeds", 8);
	reply_array(reply, "colours");
	reply_string(reply, NULL, "red");
	reply_string(reply, NULL, "grün");
	reply_end(reply);
	reply_end(reply);
	reply_object(reply, NULL);
	reply_string(reply, "name", "banana");
	reply_number(reply, "seeds", 0);
	reply_end(reply);
	reply_end(reply);
	reply_end(reply);
	return 0;
}

static const struct example list_examples[] = {{"See them all", "fruit list --output json"}};

static const struct command list_command = {
    .path = "fruit list",
    .summary = "List the fruits",
    .description = "Lists them.",
    EXAMPLES(list_examples),
    .reply = &list_reply,
    .style = ANSWER_TABLE,
    .run = list_run,
};

static const struct option_spec pack_options[] = {
    [PACK_FILE] = {.type = OPTION_PATH,
	.metavar = "FILE",
	.help = "What to pack",
	.flags = OPTION_POSITIONAL | OPTION_REQUIRED},
    [PACK_COUNT] = {.type = OPTION_U64,
	.metavar = "COUNT",
	.help = "How many",
	.min = 1,
	.max = 9,
	.flags = OPTION_POSITIONAL | OPTION_REQUIRED},
    [PACK_GENTLY] = {.name = "gently", .type = OPTION_FLAG, .help = "With care"},
};

static int pack_run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	(void)context;
	(void)err;
	reply_format(reply, NULL, "%s packed %d times", args_text(args, PACK_FILE),
	    (int)args_number(args, PACK_COUNT, 0));
	return 0;
}

static const struct example pack_examples[] = {{"Pack a pear", "fruit pack --gently pear 2"}};

static const struct command pack_command = {
    .path = "fruit pack",
    .summary = "Pack a fruit",
    .description = "Packs it.",
    LIST(pack_options),
    EXAMPLES(pack_examples),
    .reply = &text_reply,
    .run = pack_run,
};

static const struct option_spec get_options[] = {
    {.name = "thing-id", .type = OPTION_STRING, .help = "Its id", .flags = OPTION_REQUIRED},
    {.name = "zones", .type = OPTION_LIST, .help = "Zones", .flags = OPTION_ONE_TOKEN},
};

static const struct reply_node thing_fields[] = {
    {"ThingId", REPLY_STRING, 0, NULL, 0},
    {"Zones", REPLY_MAP, REPLY_OPTIONAL, &word_node, 1},
    {"Time", REPLY_NUMBER, REPLY_OPTIONAL, NULL, 0},
};
static const struct reply_node thing_reply = {
    "", REPLY_OBJECT, 0, thing_fields, ARRAY_LENGTH(thing_fields)};

static int get_run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	size_t count;
	const char *const *zones = args_list(args, 1, &count);

	(void)context;
	if (strcmp(args_text(args, 0), "none") == 0)
		return error_raise(err, ERR_API_NOT_FOUND, "There is no thing none.");
	if (strcmp(args_text(args, 0), "nothing") == 0)
		return 0;
	if (strcmp(args_text(args, 0), "no-file") == 0)
		return error_raise(err, ERR_FILE_READ, "f", "No such file or directory");
	reply_object(reply, NULL);
	reply_string(reply, "ThingId", args_text(args, 0));
	reply_object(reply, "Zones");
	for (size_t i = 0; i < count; i++)
		reply_string(reply, zones[i], "on");
	reply_end(reply);
	reply_decimal(reply, "Time", 1502423370069000);
	reply_end(reply);
	return 0;
}

static const struct example get_examples[] = {
    {"Get a thing", "cloud get-thing --thing-id t-1 --zones a b --query ThingId"}};

static const struct command get_command = {
    .path = "cloud get-thing",
    .summary = "Gets a thing",
    .description = "Gets it.",
    LIST(get_options),
    EXAMPLES(get_examples),
    .reply = &thing_reply,
    .style = ANSWER_AWS,
    .run = get_run,
};

static int put_run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	(void)context;
	(void)args;
	(void)reply;
	(void)err;
	return 0;
}

static const struct example put_examples[] = {{"Put a thing", "cloud put-thing"}};

static const struct command put_command = {
    .path = "cloud put-thing",
    .summary = "Puts a thing",
    .description = "Puts it.",
    EXAMPLES(put_examples),
    .style = ANSWER_AWS,
    .run = put_run,
};

static const struct example session_examples[] = {{"Type commands", "session"}};

static const struct command session_command = {
    .path = "session",
    .summary = "Start a session",
    .description = "Reads commands.",
    EXAMPLES(session_examples),
    .style = ANSWER_SILENT,
    .flags = COMMAND_REPL,
    .run = put_run,
};

static const struct command soon_command = {
    .path = "soon",
    .summary = "Not yet",
    .description = "Comes later.",
    .flags = COMMAND_LATER,
};

static const struct command wrong_command = {
    .path = "wrong",
    .summary = "Answer what was not declared",
    .description = "Declares a text and fills an object.",
    .reply = &text_reply,
    .flags = COMMAND_HIDDEN,
    .run = list_run,
};

static const struct command *const commands[] = {
    &session_command,
    &echo_command,
    &pick_command,
    &enter_command,
    &again_command,
    &eat_command,
    &list_command,
    &pack_command,
    &get_command,
    &put_command,
    &soon_command,
    &wrong_command,
};

static const struct command_group groups[] = {
    {"fruit", "Everything about fruits"},
    {"cloud", "Things far away"},
};

static const struct mistake mistakes[] = {
    {"fruits", "fruit list"},
    {"fruit show", "fruit list"},
    {"--size", "--count"},
    {"--colour scarlet", "--colour red"},
    {"pick --file", "--path"},
};

static const struct manual_section manual[] = {
    {"DESCRIPTION", "A toy.\n\nIt is for tests."},
    {"ENVIRONMENT", "It reads these variables:\n\n"
		    "TOY_HOME\tWhere the toy lives. It need not exist.\n"
		    "TOY-DEBUG\tMore words,\nin two lines.\n\nThat is all."},
    {"CAVEATS", ".It breaks.\n'Always.'"},
};

static const char *exception_name(enum error_code code)
{
	return code == ERR_API_NOT_FOUND ? "ThingNotFoundException" : NULL;
}

static const char *history_path(void *app)
{
	(void)app;
	return getenv("TOY_HISTORY");
}

const struct program toy = {
    .name = "toy",
    .version = "toy 1.2.3",
    .about = "A program for tests",
    .commands = commands,
    .n_commands = ARRAY_LENGTH(commands),
    .groups = groups,
    .n_groups = ARRAY_LENGTH(groups),
    .mistakes = mistakes,
    .n_mistakes = ARRAY_LENGTH(mistakes),
    .repl_prompt = "toy > ",
    .history_path = history_path,
    .exception_name = exception_name,
    .manual = manual,
    .n_manual = ARRAY_LENGTH(manual),
};
