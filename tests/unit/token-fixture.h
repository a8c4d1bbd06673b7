/* Token files in a directory of their own: written, edited, and refused. */
#ifndef LOCALHSM_TOKEN_FIXTURE_H
#define LOCALHSM_TOKEN_FIXTURE_H

#include "error.h"
#include "files.h"
#include "store-quorum.h"
#include "token-file.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/test-token-XXXXXX";
static struct error err;

static inline void setup(void)
{
	memcpy(dir + strlen(dir) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
	err = (struct error)ERROR_INIT;
}

static inline void teardown(void)
{
	(void)unlink("token");
	(void)rmdir("folder");
	ck_assert_int_eq(rmdir(dir), 0);
}

#define succeed(call) ck_assert_msg((call) == 0, "%s", err.text)

static inline void put(const char *text)
{
	succeed(file_write("token", text, strlen(text), 0600, NULL, &err));
}

/* The file with one text in the place of another. */
static inline void edit(const char *old, const char *new)
{
	struct bytes text = BYTES_INIT, edited = BYTES_INIT;
	const char *found;

	succeed(file_read("token", 2000000, &text, &err));
	found = strstr(bytes_text(&text), old);
	ck_assert_msg(found != NULL, "%s", bytes_text(&text));
	bytes_append(&edited, text.data, (size_t)(found - bytes_text(&text)));
	bytes_append_text(&edited, new);
	bytes_append_text(&edited, found + strlen(old));
	put(bytes_text(&edited));
	bytes_done(&text);
	bytes_done(&edited);
}

static inline void refuse_approval(enum error_code code, const char *part)
{
	struct quorum_approval *approval = NULL;
	int rc = quorum_approval_read("token", &approval, &err);

	ck_assert_msg(rc == (int)code, "%d: %s", rc, err.text);
	ck_assert_msg(strstr(err.text, part) != NULL, "'%s' is not in '%s'", part, err.text);
	ck_assert_ptr_null(approval);
	error_clear(&err);
}

static inline void refuse_proofs(enum error_code code, const char *part)
{
	struct token_proofs proofs;
	int rc = token_file_read_proofs("token", &proofs, &err);

	ck_assert_msg(rc == (int)code, "%d: %s", rc, err.text);
	ck_assert_msg(strstr(err.text, part) != NULL, "'%s' is not in '%s'", part, err.text);
	ck_assert_ptr_null(proofs.proofs);
	ck_assert_uint_eq(proofs.count, 0);
	error_clear(&err);
}

/* Records of so many HSMs, as their partitions would write them; for bytes_done. */
static inline struct bytes records_of(unsigned char service, unsigned char handle, size_t count)
{
	unsigned char record[TOKEN_RECORD_LEN] = {[1] = 1, [3] = service, [15] = handle};
	struct bytes records = BYTES_INIT;

	for (size_t i = 0; i < count; i++) {
		record[7] = (unsigned char)i;
		bytes_append(&records, record, sizeof(record));
	}
	return records;
}

#define ONE_SIGNATURE                                                                              \
	"\"signatures\": [{\"username\": \"Alice\", \"role\": \"admin\", \"signature\": "          \
	"\"c2lnbmVk\"}]"

/* A token of the service user, of two HSMs, that alice has signed. */
static inline void put_signed(void)
{
	struct bytes records = records_of(3, 0, 2);

	succeed(token_file_write_service("token", QUORUM_USER, &records, &err));
	edit("\"signatures\": []", ONE_SIGNATURE);
	bytes_done(&records);
}

#endif
