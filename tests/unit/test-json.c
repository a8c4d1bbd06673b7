/* JSON trees: what is read, what is refused and where, changing, and writing it again. */
#include "json.h"

#include "bytes.h"
#include "json-writer.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static struct json *parse(const char *text)
{
	char reason[200] = "";
	struct json *json = json_parse(text, strlen(text), reason, sizeof(reason));

	ck_assert_msg(json != NULL, "%s: %s", text, reason);
	return json;
}

static void assert_prints(const struct json *json, unsigned indent, const char *expected)
{
	struct bytes out = BYTES_INIT;

	json_print(json, indent, &out);
	ck_assert(!bytes_failed(&out));
	ck_assert_str_eq(bytes_text(&out), expected);
	bytes_done(&out);
}

START_TEST(reads_every_type)
{
	struct json *json =
	    parse(" {\"o\":{},\"a\":[1,-2.5e1],\"s\":\"x\",\"t\":true,\"n\":null}\r\n");

	ck_assert_int_eq(json_type_of(json), JSON_OBJECT);
	ck_assert_uint_eq(json_count(json), 5);
	ck_assert_int_eq(json_type_of(json_member(json, "o")), JSON_OBJECT);
	ck_assert_int_eq(json_type_of(json_member(json, "a")), JSON_ARRAY);
	ck_assert_double_eq(json_number(json_at(json_member(json, "a"), 1)), -25);
	ck_assert_str_eq(json_string(json_member(json, "s")), "x");
	ck_assert(json_bool(json_member(json, "t")));
	ck_assert_int_eq(json_type_of(json_member(json, "n")), JSON_NULL);
	ck_assert_str_eq(json_name(json_at(json, 3)), "t");
	json_free(json);
	json_free(NULL);
}
END_TEST

START_TEST(asks_wrong_questions)
{
	struct json *json = parse("{\"a\":[1],\"s\":\"x\"}");

	ck_assert_ptr_null(json_member(json, "A"));
	ck_assert_ptr_null(json_member(json_member(json, "s"), "x"));
	ck_assert_ptr_null(json_member(NULL, "x"));
	ck_assert_ptr_null(json_at(json_member(json, "a"), 1));
	ck_assert_ptr_null(json_at(json_member(json, "s"), 0));
	ck_assert_uint_eq(json_count(json_member(json, "s")), 0);
	ck_assert_ptr_null(json_string(json));
	ck_assert_ptr_null(json_string(NULL));
	ck_assert(!json_bool(json));
	ck_assert_double_eq(json_number(json), 0);
	ck_assert_ptr_null(json_name(json));
	json_free(json);
}
END_TEST

START_TEST(walks)
{
	struct json *json = parse("[1,2,3]");
	double sum = 0;

	for (const struct json *at = json_first(json); at; at = json_next(at))
		sum += json_number(at);
	ck_assert_double_eq(sum, 6);
	ck_assert_ptr_null(json_first(json_first(json)));
	json_free(json);
}
END_TEST

/* Texts that come out as they went in, on one line. */
static const char *const kept[] = {
    "null",
    "true",
    "false",
    "0",
    "-1",
    "-0",
    "1.5",
    "0.1",
    "12345678901",
    "9007199254740991",
    "1e+300",
    "1.0",
    "1E2",
    "0.10",
    "-0.0",
    "9007199254740993",
    "0.1000000000000000055511151231257827",
    "{\"1\":[2.50,\"3\\\"4\"],\"-\":-1e3}",
    "\"\"",
    "\"a\\\"b\\\\c/d<e>\\n\\r\\t\\b\\f\\u0001\\u001f\"",
    "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"",
    "[]",
    "{}",
    "[[],{},[1]]",
    "{\"b\":1,\"a\":{\"d\":[true,null],\"c\":\"x\"}}",
    "{\"\":1,\"A\":2,\"a\":3,\"\\n\":4}",
};

START_TEST(keeps)
{
	struct json *json = parse(kept[_i]);

	assert_prints(json, 0, kept[_i]);
	json_free(json);
}
END_TEST

static const struct {
	const char *text, *printed;
} rewritten[] = {
    {" [ 1 , 2 ] ", "[1,2]"},
    {"\xef\xbb\xbf[1]", "[1]"},
    {"\"\\u00e4\\ud83d\\ude00\\/\"", "\"\xc3\xa4\xf0\x9f\x98\x80/\""},
    {"\"\x7f\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0\"", "\"\\u007f\\u0080\\u009b\\u009f\xc2\xa0\""},
};

START_TEST(rewrites)
{
	struct json *json = parse(rewritten[_i].text);

	assert_prints(json, 0, rewritten[_i].printed);
	json_free(json);
}
END_TEST

#define TEN(x) x x x x x x x x x x
#define DEEP_32(x) TEN(x) TEN(x) TEN(x) x x

static const struct {
	const char *text, *reason;
} refused[] = {
    {"", "line 1, column 1: unexpected end"},
    {" \n ", "line 2, column 2: unexpected end"},
    {"{", "line 1, column 2: unexpected end"},
    {"[1,", "line 1, column 4: unexpected end"},
    {"[1,]", "line 1, column 4: unexpected character"},
    {"{\"a\":1,}", "line 1, column 8: unexpected character"},
    {"{\n\t\"a\": 1\n\t\"b\": 2\n}", "line 3, column 2: unexpected character"},
    {"{a:1}", "line 1, column 2: unexpected character"},
    {"{'a':1}", "line 1, column 2: unexpected character"},
    {"{\"a\" 1}", "line 1, column 6: unexpected character"},
    {"{\"a\"}", "line 1, column 5: unexpected character"},
    {"[1 2]", "line 1, column 4: unexpected character"},
    {"[1}", "line 1, column 3: unexpected character"},
    {"1 2", "line 1, column 3: unexpected character"},
    {"{} x", "line 1, column 4: unexpected character"},
    {"// comment\n1", "line 1, column 1: unexpected character"},
    {"tru", "line 1, column 4: unexpected end"},
    {"trUe", "line 1, column 3: unexpected character"},
    {"nul1", "line 1, column 4: unexpected character"},
    {"NaN", "line 1, column 1: unexpected character"},
    {"+1", "line 1, column 1: unexpected character"},
    {"01", "line 1, column 2: unexpected character"},
    {"-", "line 1, column 2: unexpected end"},
    {"1.", "line 1, column 3: unexpected end"},
    {".5", "line 1, column 1: unexpected character"},
    {"1e", "line 1, column 3: unexpected end"},
    {"[1e999]", "line 1, column 2: number out of range"},
    {"0.1234567890123456789012345678901234567890123456789012345678901234567890",
	"line 1, column 1: number out of range"},
    {"\"abc", "line 1, column 5: unexpected end"},
    {"\"a\nb\"", "line 1, column 3: control character in a string"},
    {"\"\\x\"", "line 1, column 3: invalid escape"},
    {"\"\\", "line 1, column 3: invalid escape"},
    {"\"\\u12\"", "line 1, column 4: invalid escape"},
    {"\"\\u0000\"", "line 1, column 8: invalid escape"},
    {"\"\\ud83d\"", "line 1, column 8: invalid escape"},
    {"\"\\ud83d\\u0041\"", "line 1, column 14: invalid escape"},
    {"\"\\ude00\"", "line 1, column 8: invalid escape"},
    {"\"\xc3\xa4\x80\"", "line 1, column 3: invalid UTF-8"},
    {"\"\xc0\xaf\"", "line 1, column 2: invalid UTF-8"},
    {"\"\xe0\x80\xaf\"", "line 1, column 2: invalid UTF-8"},
    {"\"\xed\xa0\x80\"", "line 1, column 2: invalid UTF-8"},
    {"\"\xf4\x90\x80\x80\"", "line 1, column 2: invalid UTF-8"},
    {"\"\xff\"", "line 1, column 2: invalid UTF-8"},
    {"\"\xe2\x82\"", "line 1, column 2: invalid UTF-8"},
    {DEEP_32("[") "[", "line 1, column 34: nested too deeply"},
    {"{\"a\":1,\"a\":2}", "line 1, column 8: a member of this name is there twice"},
    {"{\"x\":{\"a\":1,\"b\":[{\"c\":1}]},\n\"y\":{\"a\":1,\"b\":2,\"\\u0061\":3}}",
	"line 2, column 18: a member of this name is there twice"},
    {"[{\"k\":{}},{\"k\":1,\"\":2,\"\":3}]",
	"line 1, column 23: a member of this name is there twice"},
};

START_TEST(refuses)
{
	char reason[200] = "";

	ck_assert_ptr_null(
	    json_parse(refused[_i].text, strlen(refused[_i].text), reason, sizeof(reason)));
	ck_assert_str_eq(reason, refused[_i].reason);
}
END_TEST

START_TEST(refuses_a_nul_in_the_text)
{
	char reason[20] = "";

	ck_assert_ptr_null(json_parse("[1]\0", 4, reason, sizeof(reason)));
	ck_assert_str_eq(reason, "line 1, column 4: u");
	ck_assert_ptr_null(json_parse("[1", 2, reason, sizeof(reason)));
	ck_assert_ptr_null(json_parse("\"a\0b\"", 5, reason, sizeof(reason)));
}
END_TEST

START_TEST(depth_at_the_limit)
{
	struct json *json = parse(DEEP_32("[") DEEP_32("]"));

	assert_prints(json, 0, DEEP_32("[") DEEP_32("]"));
	json_free(json);
}
END_TEST

/* Finding the repeated one among very many names must not take for ever. */
START_TEST(many_members)
{
	struct bytes text = BYTES_INIT;
	char reason[200];

	bytes_append_text(&text, "{");
	for (int i = 0; i < 100000; i++)
		bytes_append_format(&text, "\"name%d\":%d,\n", i, i);
	bytes_append_text(&text, "\"name77777\":0}");
	ck_assert_ptr_null(json_parse(bytes_text(&text), text.len, reason, sizeof(reason)));
	ck_assert_str_eq(reason, "line 100001, column 1: a member of this name is there twice");
	bytes_done(&text);
}
END_TEST

START_TEST(prints_indented)
{
	struct json *json = parse("{\"a\":[1,{\"b\":[]}],\"c\":{},\"d\":\"x\"}");

	assert_prints(json, 2,
	    "{\n"
	    "  \"a\": [\n"
	    "    1,\n"
	    "    {\n"
	    "      \"b\": []\n"
	    "    }\n"
	    "  ],\n"
	    "  \"c\": {},\n"
	    "  \"d\": \"x\"\n"
	    "}");
	json_free(json);
}
END_TEST

START_TEST(builds)
{
	struct json *json = json_new_object(), *array = json_new_array();

	ck_assert(json_append(array, json_new_number(1)));
	ck_assert(json_append(array, json_new_bool(true)));
	ck_assert(json_append(array, json_new_null()));
	ck_assert(json_set(json, "array", array));
	ck_assert(json_set(json, "text", json_new_string("x")));
	assert_prints(json, 0, "{\"array\":[1,true,null],\"text\":\"x\"}");
	ck_assert(json_set(json, "array", json_new_bool(false)));
	ck_assert(json_set(json, "Array", json_new_object()));
	assert_prints(json, 0, "{\"array\":false,\"text\":\"x\",\"Array\":{}}");
	json_free(json);
}
END_TEST

START_TEST(building_refuses)
{
	struct json *object = json_new_object(), *array = json_new_array();

	ck_assert(!json_set(object, "a", NULL));
	ck_assert(!json_set(array, "a", json_new_null()));
	ck_assert(!json_append(array, NULL));
	ck_assert(!json_append(object, json_new_null()));
	assert_prints(object, 0, "{}");
	assert_prints(array, 0, "[]");
	json_free(object);
	json_free(array);
}
END_TEST

START_TEST(removes_and_copies)
{
	struct json *json = parse("{\"a\":[1,2,3],\"b\":{\"c\":1}}");
	struct json *copy = json_copy(json_member(json, "b"));

	json_remove_at(json_member_mutable(json, "a"), 1);
	json_remove_at(json_member_mutable(json, "a"), 7);
	json_remove(json_member_mutable(json, "b"), "c");
	json_remove(json, "none");
	assert_prints(json, 0, "{\"a\":[1,3],\"b\":{}}");
	assert_prints(copy, 0, "{\"c\":1}");
	ck_assert(json_set(json_at_mutable(json, 1), "d", copy));
	assert_prints(json, 0, "{\"a\":[1,3],\"b\":{\"d\":{\"c\":1}}}");
	json_free(json);
}
END_TEST

START_TEST(type_names)
{
	ck_assert_str_eq(json_type_name(JSON_OBJECT), "an object");
	ck_assert_str_eq(json_type_name(JSON_ARRAY), "an array");
	ck_assert_str_eq(json_type_name(JSON_STRING), "a string");
	ck_assert_str_eq(json_type_name(JSON_NUMBER), "a number");
	ck_assert_str_eq(json_type_name(JSON_BOOL), "a boolean");
	ck_assert_str_eq(json_type_name(JSON_NULL), "null");
}
END_TEST

START_TEST(no_number)
{
	struct json *json = json_new_number((double)INFINITY);

	assert_prints(json, 0, "null");
	json_free(json);
}
END_TEST

START_TEST(writer_writes_as_it_comes)
{
	struct bytes out = BYTES_INIT;
	struct json_writer writer;

	json_writer_init(&writer, &out, 2);
	json_write_object(&writer, NULL);
	json_write_raw(&writer, "error_code", "0");
	json_write_array(&writer, "data");
	json_write_string(&writer, NULL, "a\0b\xff\xc3\xa4\xe2\x82", 8);
	json_write_object(&writer, NULL);
	json_write_end(&writer);
	json_write_end(&writer);
	json_write_array(&writer, "none");
	json_write_end(&writer);
	json_write_end(&writer);
	json_write_end(&writer);
	ck_assert_str_eq(bytes_text(&out),
	    "{\n"
	    "  \"error_code\": 0,\n"
	    "  \"data\": [\n"
	    "    \"a\\u0000b\xef\xbf\xbd\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd\",\n"
	    "    {}\n"
	    "  ],\n"
	    "  \"none\": []\n"
	    "}");
	bytes_done(&out);
}
END_TEST

START_TEST(writer_fails_beyond_its_depth)
{
	struct bytes out = BYTES_INIT;
	struct json_writer writer;

	json_writer_init(&writer, &out, 0);
	for (int i = 0; i < JSON_WRITER_DEPTH; i++)
		json_write_array(&writer, NULL);
	ck_assert(!bytes_failed(&out));
	for (int i = 0; i < 3; i++)
		json_write_array(&writer, NULL);
	json_write_raw(&writer, NULL, "1");
	for (int i = 0; i < JSON_WRITER_DEPTH + 3; i++)
		json_write_end(&writer);
	ck_assert(bytes_failed(&out));
	bytes_done(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *tests = tcase_create("json");

	tcase_set_timeout(tests, 30);
	tcase_add_test(tests, reads_every_type);
	tcase_add_test(tests, asks_wrong_questions);
	tcase_add_test(tests, walks);
	tcase_add_loop_test(tests, keeps, 0, ARRAY_LENGTH(kept));
	tcase_add_loop_test(tests, rewrites, 0, ARRAY_LENGTH(rewritten));
	tcase_add_loop_test(tests, refuses, 0, ARRAY_LENGTH(refused));
	tcase_add_test(tests, refuses_a_nul_in_the_text);
	tcase_add_test(tests, depth_at_the_limit);
	tcase_add_test(tests, many_members);
	tcase_add_test(tests, prints_indented);
	tcase_add_test(tests, builds);
	tcase_add_test(tests, building_refuses);
	tcase_add_test(tests, removes_and_copies);
	tcase_add_test(tests, type_names);
	tcase_add_test(tests, no_number);
	tcase_add_test(tests, writer_writes_as_it_comes);
	tcase_add_test(tests, writer_fails_beyond_its_depth);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
