/* A table for people, from JSON. */
#ifndef LOCALHSM_ROWS_H
#define LOCALHSM_ROWS_H

struct bytes;
struct json;

/*
 * Appends data, without a line break at the end: each array of objects as rows under a head of
 * their members' names, and before them what else data holds, as "name: value". A list within a row
 * shows its values if they are plain, else their number.
 */
void rows_print(const struct json *data, struct bytes *out);

#endif
