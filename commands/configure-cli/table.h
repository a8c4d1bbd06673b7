/* The tables of configure-cli, for its main and for the tests. */
#ifndef LOCALHSM_TABLE_H
#define LOCALHSM_TABLE_H

struct program;

extern const struct program configure_cli;

#endif
