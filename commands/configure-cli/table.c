/* configure-cli: its commands, in the order of its help. */
#include "table.h"

#include "app.h"

static const struct command *const commands[] = {
    &command_configure, &command_add_cluster, &command_remove_cluster};

/* Client SDK 3 and early releases of 5 had it; runbooks of that time still do. */
static const struct mistake mistakes[] = {
    {.words = "update", .instead = "-a <HSM IP>"},
};

const struct program configure_cli = {
    .name = "configure-cli",
    .version = "configure-cli 5.18.0 (localhsm " LOCALHSM_VERSION ")",
    .about = "Configure CloudHSM CLI on this client host",
    .commands = commands,
    .n_commands = ARRAY_LENGTH(commands),
    .mistakes = mistakes,
    .n_mistakes = ARRAY_LENGTH(mistakes),
    .prepare = app_prepare,
    .finish = app_finish,
    .manual = manual_sections,
    .n_manual = MANUAL_SECTIONS,
};
