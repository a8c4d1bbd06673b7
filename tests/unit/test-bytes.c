/* Byte buffers: growing, texts, integers, and what the readers refuse. */
#include "bytes.h"

#include "unit.h"

#include <string.h>

START_TEST(empty_is_empty_text)
{
	struct bytes bytes = BYTES_INIT;

	ck_assert_str_eq(bytes_text(&bytes), "");
	bytes_append(&bytes, NULL, 0);
	ck_assert_ptr_null(bytes.data);
	ck_assert(!bytes_failed(&bytes));
	bytes_done(&bytes);
	bytes_done(NULL);
}
END_TEST

START_TEST(grows_and_stays_terminated)
{
	struct bytes bytes = BYTES_INIT;

	for (int i = 0; i < 5000; i++) {
		bytes_append_char(&bytes, 'x');
		ck_assert_uint_eq(strlen(bytes_text(&bytes)), bytes.len);
	}
	bytes_append_text(&bytes, "end");
	bytes_append_format(&bytes, "%s-%d", "format", 7);
	ck_assert_uint_eq(bytes.len, 5011);
	ck_assert_str_eq(bytes_text(&bytes) + 5000, "endformat-7");
	bytes_clear(&bytes);
	ck_assert_uint_eq(bytes.len, 0);
	ck_assert_str_eq(bytes_text(&bytes), "");
	bytes_done(&bytes);
	ck_assert_ptr_null(bytes.data);
}
END_TEST

START_TEST(format_longer_than_the_buffer)
{
	struct bytes bytes = BYTES_INIT;

	bytes_append_format(&bytes, "%*d", 300, 1);
	ck_assert_uint_eq(bytes.len, 300);
	bytes_append_format(&bytes, "%s", "");
	ck_assert_uint_eq(bytes.len, 300);
	bytes_done(&bytes);
}
END_TEST

START_TEST(failure_is_remembered)
{
	struct bytes bytes = BYTES_INIT;
	size_t len = 7;

	bytes_append_text(&bytes, "kept");
	bytes_append(&bytes, "x", SIZE_MAX / 2);
	ck_assert(bytes_failed(&bytes));
	bytes_append_text(&bytes, "ignored");
	bytes_append_hex(&bytes, "x", 1);
	ck_assert_str_eq(bytes_text(&bytes), "kept");
	ck_assert_ptr_null(bytes_detach(&bytes, &len));
	bytes_done(&bytes);
	ck_assert(!bytes_failed(&bytes));
}
END_TEST

START_TEST(detach_hands_the_memory_over)
{
	struct bytes bytes = BYTES_INIT;
	size_t len = 7;
	char *text = bytes_detach(&bytes, &len);

	ck_assert_str_eq(text, "");
	ck_assert_uint_eq(len, 0);
	free(text);
	bytes_append_text(&bytes, "abc");
	text = bytes_detach(&bytes, NULL);
	ck_assert_str_eq(text, "abc");
	ck_assert_ptr_null(bytes.data);
	free(text);
}
END_TEST

static const struct {
	const char *text;
	size_t len;
	const char *data;
} hex_texts[] = {
    {"", 0, ""},
    {"0x", 0, ""},
    {"00ff7F", 3, "\x00\xff\x7f"},
    {"0x010001", 3, "\x01\x00\x01"},
    {"0XaBc", 2, "\x0a\xbc"},
    {"f", 1, "\x0f"},
    {"0x0", 1, "\x00"},
};

START_TEST(hex_reads)
{
	struct bytes bytes = BYTES_INIT;

	ck_assert(bytes_from_hex(&bytes, hex_texts[_i].text, strlen(hex_texts[_i].text)));
	ck_assert_uint_eq(bytes.len, hex_texts[_i].len);
	if (bytes.len > 0)
		ck_assert_mem_eq(bytes.data, hex_texts[_i].data, bytes.len);
	bytes_done(&bytes);
}
END_TEST

static const char *const bad_hex_texts[] = {"g", "0x0g", "00 11", "x00", "0x0x", "-1", "0x 1"};

START_TEST(hex_refuses)
{
	struct bytes bytes = BYTES_INIT;

	bytes_append_text(&bytes, "kept");
	ck_assert(!bytes_from_hex(&bytes, bad_hex_texts[_i], strlen(bad_hex_texts[_i])));
	ck_assert_str_eq(bytes_text(&bytes), "kept");
	bytes_done(&bytes);
}
END_TEST

START_TEST(hex_writes_lower_case)
{
	struct bytes bytes = BYTES_INIT;

	bytes_append_hex(&bytes, "\x00\xab\x10", 3);
	bytes_append_hex(&bytes, NULL, 0);
	ck_assert_str_eq(bytes_text(&bytes), "00ab10");
	bytes_done(&bytes);
}
END_TEST

/* RFC 4648, section 10. */
static const struct {
	const char *plain, *encoded;
} base64_texts[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xff\xef\xfe", "/+/+"},
};

START_TEST(base64_both_ways)
{
	const char *plain = base64_texts[_i].plain, *encoded = base64_texts[_i].encoded;
	struct bytes bytes = BYTES_INIT;

	bytes_append_base64(&bytes, plain, strlen(plain));
	ck_assert_str_eq(bytes_text(&bytes), encoded);
	bytes_clear(&bytes);
	ck_assert(bytes_from_base64(&bytes, encoded, strlen(encoded)));
	ck_assert_str_eq(bytes_text(&bytes), plain);
	bytes_done(&bytes);
}
END_TEST

START_TEST(base64_skips_blanks)
{
	static const char text[] = " Zm9v\r\nYm\tE =\n";
	struct bytes bytes = BYTES_INIT;

	ck_assert(bytes_from_base64(&bytes, text, sizeof(text) - 1));
	ck_assert_str_eq(bytes_text(&bytes), "fooba");
	bytes_done(&bytes);
}
END_TEST

static const char *const bad_base64_texts[] = {"Z", "Zg", "Zg=", "Zg===", "=",
    "====", "Z===", "Zg=a", "Zm9vZ", "Zm9v=", "Zm9-", "Zm_v", "Zm9v*", "Zh==", "Zm9=", "Zg==Zg",
    "Zg==Zg==", "\xc3\xa4"};

START_TEST(base64_refuses)
{
	struct bytes bytes = BYTES_INIT;

	bytes_append_text(&bytes, "kept");
	ck_assert(!bytes_from_base64(&bytes, bad_base64_texts[_i], strlen(bad_base64_texts[_i])));
	ck_assert_str_eq(bytes_text(&bytes), "kept");
	bytes_done(&bytes);
}
END_TEST

START_TEST(integers_and_blobs_come_back)
{
	struct bytes bytes = BYTES_INIT;
	struct bytes_reader reader;
	const unsigned char *blob;
	size_t len;

	bytes_append_u8(&bytes, 0xfe);
	bytes_append_u32(&bytes, 0x01020304);
	bytes_append_u64(&bytes, UINT64_C(0x0102030405060708));
	bytes_append_blob(&bytes, "blob", 4);
	bytes_append_blob(&bytes, NULL, 0);
	ck_assert_mem_eq(
	    bytes.data, "\xfe\x01\x02\x03\x04\x01\x02\x03\x04\x05\x06\x07\x08\0\0\0\4blob", 21);

	bytes_reader_init(&reader, bytes.data, bytes.len);
	ck_assert_uint_eq(bytes_read_u8(&reader), 0xfe);
	ck_assert_uint_eq(bytes_read_u32(&reader), 0x01020304);
	ck_assert_uint_eq(bytes_read_u64(&reader), UINT64_C(0x0102030405060708));
	blob = bytes_read_blob(&reader, &len);
	ck_assert_uint_eq(len, 4);
	ck_assert_mem_eq(blob, "blob", 4);
	ck_assert(!bytes_reader_at_end(&reader));
	blob = bytes_read_blob(&reader, &len);
	ck_assert_ptr_nonnull(blob);
	ck_assert_uint_eq(len, 0);
	ck_assert(bytes_reader_at_end(&reader));
	bytes_done(&bytes);
}
END_TEST

START_TEST(reader_stops_at_the_end)
{
	static const unsigned char data[] = {0, 0, 0, 9, 'x'};
	struct bytes_reader reader;
	size_t len = 7;

	bytes_reader_init(&reader, data, sizeof(data));
	ck_assert_ptr_null(bytes_read_blob(&reader, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert(reader.failed);
	ck_assert_uint_eq(bytes_read_u8(&reader), 0);
	ck_assert(!bytes_reader_at_end(&reader));

	bytes_reader_init(&reader, data, 3);
	ck_assert_uint_eq(bytes_read_u32(&reader), 0);
	ck_assert(reader.failed);
	bytes_reader_init(&reader, NULL, 0);
	ck_assert(bytes_reader_at_end(&reader));
	ck_assert_uint_eq(bytes_read_u8(&reader), 0);
	ck_assert(reader.failed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bytes");
	TCase *tests = tcase_create("bytes");

	tcase_add_test(tests, empty_is_empty_text);
	tcase_add_test(tests, grows_and_stays_terminated);
	tcase_add_test(tests, format_longer_than_the_buffer);
	tcase_add_test(tests, failure_is_remembered);
	tcase_add_test(tests, detach_hands_the_memory_over);
	tcase_add_loop_test(tests, hex_reads, 0, ARRAY_LENGTH(hex_texts));
	tcase_add_loop_test(tests, hex_refuses, 0, ARRAY_LENGTH(bad_hex_texts));
	tcase_add_test(tests, hex_writes_lower_case);
	tcase_add_loop_test(tests, base64_both_ways, 0, ARRAY_LENGTH(base64_texts));
	tcase_add_test(tests, base64_skips_blanks);
	tcase_add_loop_test(tests, base64_refuses, 0, ARRAY_LENGTH(bad_base64_texts));
	tcase_add_test(tests, integers_and_blobs_come_back);
	tcase_add_test(tests, reader_stops_at_the_end);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
