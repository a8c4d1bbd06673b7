/* The tables of cloudhsm-cli, for its main and for the tests. */
#ifndef LOCALHSM_CLOUDHSM_TABLE_H
#define LOCALHSM_CLOUDHSM_TABLE_H

struct program;

extern const struct program cloudhsm_cli;

#endif
