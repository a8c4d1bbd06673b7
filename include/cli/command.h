/*
 * What one command declares. Parsing, checks, help, completion, man pages and tests are all derived
 * from, or tested against, this one entry. The shell knows no HSM word: everything of the trade is in
 * the tables of commands/.
 */
#ifndef LOCALHSM_COMMAND_H
#define LOCALHSM_COMMAND_H

#include "attributes.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct args;
struct reply;
struct secret;
struct shell;

enum option_type {
	OPTION_FLAG,   /* no value */
	OPTION_STRING, /* may be empty, unless OPTION_NOT_EMPTY */
	OPTION_PATH,   /* a file, never empty; completion offers file names */
	OPTION_HEX,    /* 0x… */
	OPTION_U64,    /* decimal, min to max */
	OPTION_ENUM,   /* one of choices */
	OPTION_LIST,   /* all words up to the next option; given again, the words add up */
	OPTION_SECRET, /* a struct secret; never in history, and wiped from argv */
};

enum option_flag {
	OPTION_REQUIRED = 1U << 0,
	OPTION_HIDDEN = 1U << 1,   /* accepted, not in help */
	OPTION_LATER = 1U << 2,    /* known, refused with ERR_NOT_SIMULATED; shown in help as such */
	OPTION_ANY_CASE = 1U << 3, /* choices match in either case */
	OPTION_ONE_TOKEN = 1U << 4, /* LIST whose words are given after one flag only: repeats refused */
	OPTION_IN_USAGE = 1U << 5,  /* not required, and named in the usage line all the same */
	OPTION_ANYWHERE = 1U << 6,  /* may stand between the words of the path, too, as soon as that
				       can still lead to the command */
	OPTION_NOT_EMPTY = 1U << 7, /* STRING that an empty word is no value of */
	OPTION_ONE_WORD = 1U << 8,  /* LIST in the modelled tool, which takes one word all the same */
	OPTION_BARE = 1U << 9,      /* ENUM that stands for its first choice without a value */
	/* No option at all but a word by itself, shown as "<FILE>": it has a metavar and neither name nor
	 * letter, takes one value and is required. Several take the words in the order of the table;
	 * behind "--" those that begin with a hyphen, too. */
	OPTION_POSITIONAL = 1U << 10,
	OPTION_SUFFICES = 1U << 11, /* with it no other option is required */
};

/* One accepted value of an OPTION_ENUM. args_choice answers its index. */
struct option_choice {
	const char *value;          /* canonical spelling: help and completion show it */
	const char *help;           /* one line, or NULL */
	const char *const *aliases; /* further spellings, NULL-terminated; NULL for none */
};

/* Candidates for a live completion: calls add for each that begins with word. */
typedef void option_complete_fn(void *app, const char *word,
    void (*add)(void *to, const char *candidate), void *to);

struct option_spec {
	const char *name;    /* without "--"; NULL for one that has only a short name, or none */
	char short_name;     /* or 0 */
	enum option_type type;
	const char *metavar; /* "USERNAME"; NULL: the name in capitals with _ */
	const char *help;    /* sentence without full stop */
	const struct option_choice *choices;
	size_t n_choices;
	/* Further values that are known and refused with ERR_NOT_SIMULATED, NULL-terminated; or NULL. */
	const char *const *later_choices;
	uint64_t min, max;   /* OPTION_U64, inclusive */
	uint64_t step;       /* of an OPTION_U64 that counts from min in steps; 0: every number */
	const char *numbers; /* which numbers those are, for a refusal, as help has it; NULL: min to max */
	unsigned flags;
	unsigned one_of;     /* options of one command with the same number ≠ 0: exactly one is given */
	unsigned together;   /* options with the same number ≠ 0: all or none */
	const char *default_text; /* shown in help as [default: …]; the command itself supplies it */
	option_complete_fn *complete;
};

/* An example as it would be typed, run by the tests as it stands. */
struct example {
	const char *explanation; /* "Wrap the key labelled data under an imported RSA key" */
	const char *command;     /* without the program's name; a line for the interactive shell */
};

/*
 * REPLY_MAP: an object whose names are data ("us-west-2a"); its one child is the type of each value.
 * REPLY_JSON: any value, which somebody else has declared.
 */
enum reply_type {
	REPLY_OBJECT,
	REPLY_ARRAY,
	REPLY_STRING,
	REPLY_NUMBER,
	REPLY_BOOL,
	REPLY_MAP,
	REPLY_JSON
};

enum reply_flag { REPLY_OPTIONAL = 1U << 0 };

/* The declared answer: names, order, types. An array or map has one child, the type of its elements. */
struct reply_node {
	const char *name; /* "" for the root and for elements */
	enum reply_type type;
	unsigned flags;
	const struct reply_node *children;
	size_t n_children;
};

/*
 * The shell itself adds the options that a style brings: --query, --output, --no-cli-pager and
 * --no-paginate to ANSWER_AWS, --output table|json to ANSWER_TABLE.
 */
enum answer_style {
	ANSWER_CLOUDHSM, /* {"error_code": 0, "data": …}, two-space indent */
	/* As AWS CLI v2: bare JSON, four-space indent; nothing if nothing was filled. Of an option that
	 * is given more than once the last counts. */
	ANSWER_AWS,
	ANSWER_TABLE,    /* rows of an array of objects on a terminal, else as ANSWER_CLOUDHSM */
	ANSWER_SILENT,   /* nothing on success */
};

/* What a command finds when it runs. */
struct command_context {
	void *app;        /* the program's own state: commands/<program>/app.h */
	bool interactive; /* in a REPL, not a single command */
	struct shell *shell;
};

enum command_flag {
	COMMAND_HIDDEN = 1U << 0, /* not in help, completion or man pages */
	COMMAND_LATER = 1U << 1,  /* known, refused with ERR_NOT_SIMULATED */
	COMMAND_REPL = 1U << 2,   /* starts the REPL: run prepares, then the shell reads lines */
};

struct command {
	const char *path;        /* "key wrap rsa-aes"; "" for a program that is one command */
	const char *summary;     /* one line, as the modelled tool's help has it */
	const char *description; /* paragraphs divided by an empty line, for help and man */
	const struct option_spec *options;
	size_t n_options;
	const struct example *examples;
	size_t n_examples;
	const struct reply_node *reply; /* what data is; NULL for ANSWER_SILENT */
	enum answer_style style;
	unsigned needs; /* bits of the program; its prepare hook satisfies them */
	unsigned roles; /* bits of the program: who may run it; 0: anybody */
	unsigned flags;
	/* Checks that lie across options, before anything is opened. ERR_USAGE. May be NULL. */
	int (*check)(const struct args *args, struct error *err);
	int (*run)(struct command_context *context, const struct args *args, struct reply *reply,
	    struct error *err);
};

/* A group of commands, such as "key" or "key generate-symmetric". */
struct command_group {
	const char *path;
	const char *summary;
};

/*
 * Words that people try and that do not exist, with what they meant. They give a refusal its tip, and
 * refuse nothing by themselves. words is what the line begins with ("cluster info"), what was refused
 * ("--key-size", or with its value "--role co"), or both ("key wrap --filter").
 */
struct mistake {
	const char *words;
	const char *instead; /* "cluster hsm-info" */
};

/*
 * A section of the program's man page, such as ENVIRONMENT or FILES. text is paragraphs divided by an
 * empty line; a line "term<TAB>what it is" is an entry of a list.
 */
struct manual_section {
	const char *title, *text;
};

/* A program: tables and hooks. The shell does the rest. */
struct program {
	const char *name;    /* "cloudhsm-cli" */
	const char *version; /* what --version prints, without newline */
	const char *about;   /* one line for --help */
	const struct command *const *commands;
	size_t n_commands;
	const struct command_group *groups;
	size_t n_groups;
	const struct mistake *mistakes;
	size_t n_mistakes;
	const char *repl_prompt; /* "aws-cloudhsm > "; NULL: no REPL */

	/* Satisfies command->needs and checks ->roles. Called after the arguments are right. */
	int (*prepare)(struct command_context *context, const struct command *command,
	    const struct args *args, struct error *err);
	/* Called after run, whatever came of prepare and run. May be NULL. */
	void (*finish)(struct command_context *context, const struct command *command);
	/* The REPL's prompt now, written to buffer. NULL: repl_prompt. */
	void (*prompt)(void *app, char *buffer, size_t size);
	/* File for the REPL's history, or NULL for none. May be NULL. */
	const char *(*history_path)(void *app);
	/* The service's name for an error of CLASS_API. NULL, or a NULL answer: the error's own name. */
	const char *(*exception_name)(enum error_code code);
	/* Sections of the man page that the tables cannot tell, in their order. */
	const struct manual_section *manual;
	size_t n_manual;
};

/*
 * Runs a program to its exit status. Words of argv that carried secrets are wiped. app is handed to
 * the hooks and commands. Two first words are the shell's own and in no help: "__complete words…"
 * prints what may stand for the last of them, "__man [path…]" a man page.
 */
int program_main(const struct program *program, void *app, int argc, char **argv);

/* The option's metavar, written to buffer: "USERNAME". */
const char *option_metavar(const struct option_spec *option, char *buffer, size_t size);

/*
 * Every fault of a program's tables, one line each through report: duplicate paths, commands not in
 * path order of their groups, groups without commands, required options with a default, enums
 * without choices, bounds the wrong way round, options without help, reply fields without a type,
 * arrays without exactly one child, commands without summary, description, run or (unless hidden)
 * examples, one_of groups of one. Returns their number.
 */
size_t program_faults(const struct program *program, void (*report)(void *to, const char *fault),
    void *to);

/*
 * For a command that needs a password that no option gave. Asks on the terminal, without echo, once
 * or (confirm) twice: "Enter password:", "Confirm password:". Without a terminal
 * ERR_PASSWORD_NO_TERMINAL, naming option ("--password"). ERR_PASSWORD_MISMATCH, ERR_INTERRUPTED.
 */
MUST_CHECK int context_ask_password(struct command_context *context, bool confirm,
    const char *option, struct secret *password, struct error *err);
/*
 * The next line of the session's input, after prompt; a single command, which never reads standard
 * input, asks on the terminal. The caller frees line. ERR_INTERRUPTED at end of input and on Ctrl-C,
 * ERR_PATH_NO_TERMINAL without a terminal: what is asked for so are paths.
 */
MUST_CHECK int context_ask_line(struct command_context *context, const char *prompt, char **line,
    struct error *err);
/* One line on stderr; hint only when stderr is a terminal. */
void context_warn(struct command_context *context, const char *text);
void context_hint(struct command_context *context, const char *text);

#endif
