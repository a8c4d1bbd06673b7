/* Answers: rendered as they are filled, held against what was declared, shown in each form. */
#include "answer.h"
#include "document.h"
#include "render.h"
#include "rows.h"

#include "json.h"
#include "toy.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static const struct reply_node name_node = {"", REPLY_STRING, 0, NULL, 0};
static const struct reply_node point_fields[] = {
    {"x", REPLY_NUMBER, 0, NULL, 0},
    {"label", REPLY_STRING, REPLY_OPTIONAL, NULL, 0},
    {"y", REPLY_NUMBER, 0, NULL, 0},
};
static const struct reply_node point = {"", REPLY_OBJECT, 0, point_fields, 3};
static const struct reply_node fields[] = {
    {"points", REPLY_ARRAY, 0, &point, 1},
    {"names", REPLY_MAP, REPLY_OPTIONAL, &name_node, 1},
    {"done", REPLY_BOOL, 0, NULL, 0},
};
static const struct reply_node root = {"", REPLY_OBJECT, 0, fields, 3};

static void fill_point(struct reply *reply)
{
	reply_object(reply, NULL);
	reply_number(reply, "x", 18446744073709551615U);
	reply_decimal(reply, "y", -1500000);
	reply_end(reply);
}

static void fill(struct reply *reply)
{
	reply_object(reply, NULL);
	reply_array(reply, "points");
	fill_point(reply);
	reply_end(reply);
	reply_object(reply, "names");
	reply_string(reply, "any <name>", "a\"b\n");
	reply_bytes_hex(reply, "hex", "\x01\xab", 2);
	reply_bytes_base64(reply, "base64", "abcd", 4);
	reply_format(reply, "format", "%d of %s", 1, "3");
	reply_end(reply);
	reply_bool(reply, "done", true);
	reply_end(reply);
}

START_TEST(in_an_envelope)
{
	struct error error = ERROR_INIT;
	struct reply reply;

	answer_init(&reply, &root, true);
	fill(&reply);
	ck_assert_int_eq(answer_finish(&reply, &error), 0);
	ck_assert_str_eq(bytes_text(&reply.body), "{\n"
						  "  \"error_code\": 0,\n"
						  "  \"data\": {\n"
						  "    \"points\": [\n"
						  "      {\n"
						  "        \"x\": 18446744073709551615,\n"
						  "        \"y\": -1.5\n"
						  "      }\n"
						  "    ],\n"
						  "    \"names\": {\n"
						  "      \"any <name>\": \"a\\\"b\\n\",\n"
						  "      \"hex\": \"0x01ab\",\n"
						  "      \"base64\": \"YWJjZA==\",\n"
						  "      \"format\": \"1 of 3\"\n"
						  "    },\n"
						  "    \"done\": true\n"
						  "  }\n"
						  "}");
	answer_done(&reply);
}
END_TEST

START_TEST(bare)
{
	struct error error = ERROR_INIT;
	struct reply reply;

	answer_init(&reply, &name_node, false);
	reply_string(&reply, NULL, "x");
	ck_assert_int_eq(answer_finish(&reply, &error), 0);
	ck_assert_str_eq(bytes_text(&reply.body), "\"x\"");
	answer_done(&reply);
	answer_init(&reply, &root, false);
	ck_assert_int_eq(answer_finish(&reply, &error), 0);
	ck_assert_uint_eq(reply.body.len, 0);
	answer_done(&reply);
}
END_TEST

static const struct {
	int64_t millionths;
	const char *text;
} decimals[] = {
    {0, "0.0"},
    {1, "0.000001"},
    {1502423370069000, "1502423370.069"},
    {1502423370000000, "1502423370.0"},
    {INT64_MIN, "-9223372036854.775808"},
};

START_TEST(decimal)
{
	static const struct reply_node number = {"", REPLY_NUMBER, 0, NULL, 0};
	struct error error = ERROR_INIT;
	struct reply reply;

	answer_init(&reply, &number, false);
	reply_decimal(&reply, NULL, decimals[_i].millionths);
	ck_assert_int_eq(answer_finish(&reply, &error), 0);
	ck_assert_str_eq(bytes_text(&reply.body), decimals[_i].text);
	answer_done(&reply);
}
END_TEST

/* Ways to fill in what was not declared. */
static void wrong_name(struct reply *reply)
{
	reply_object(reply, NULL);
	reply_string(reply, "nothing", "x");
}

static void wrong_order(struct reply *reply)
{
	reply_object(reply, NULL);
	reply_bool(reply, "done", true);
}

static void wrong_type(struct reply *reply)
{
	reply_object(reply, NULL);
	reply_string(reply, "points", "x");
}

static void wrong_root(struct reply *reply)
{
	reply_string(reply, NULL, "x");
}

static void two_roots(struct reply *reply)
{
	fill(reply);
	fill(reply);
}

static void left_open(struct reply *reply)
{
	reply_object(reply, NULL);
	reply_array(reply, "points");
}

static void left_out(struct reply *reply)
{
	reply_object(reply, NULL);
	reply_array(reply, "points");
	reply_end(reply);
	reply_end(reply);
}

static void name_in_array(struct reply *reply)
{
	reply_object(reply, NULL);
	reply_array(reply, "points");
	reply_object(reply, "x");
}

static void no_name_in_object(struct reply *reply)
{
	reply_object(reply, NULL);
	reply_array(reply, NULL);
}

static void closed_too_often(struct reply *reply)
{
	fill(reply);
	reply_end(reply);
}

static void nothing(struct reply *reply)
{
	(void)reply;
}

static void (*const wrongs[])(struct reply *reply) = {wrong_name, wrong_order, wrong_type,
    wrong_root, two_roots, left_open, left_out, name_in_array, no_name_in_object, closed_too_often,
    nothing};

START_TEST(refuses_the_undeclared)
{
	struct error error = ERROR_INIT;
	struct reply reply;

	answer_init(&reply, &root, true);
	wrongs[_i](&reply);
	/* Whatever comes behind the first fault is ignored. */
	fill(&reply);
	reply_end(&reply);
	if (wrongs[_i] != nothing)
		ck_assert_int_eq(answer_finish(&reply, &error), ERR_INTERNAL);
	answer_done(&reply);
	answer_init(&reply, &root, true);
	wrongs[_i](&reply);
	ck_assert_int_eq(answer_finish(&reply, &error), ERR_INTERNAL);
	answer_done(&reply);
}
END_TEST

static void show_rows(const char *json, const char *expected)
{
	struct bytes text = BYTES_INIT;
	char reason[100];
	struct json *data = json_parse(json, strlen(json), reason, sizeof(reason));

	ck_assert_ptr_nonnull(data);
	rows_print(data, &text);
	ck_assert_str_eq(bytes_text(&text), expected);
	bytes_done(&text);
	json_free(data);
}

START_TEST(as_rows)
{
	show_rows("{\"home\":\"/x\",\"things\":[{\"id\":\"a\",\"n\":12},"
		  "{\"id\":\"gr\xc3\xbcn\",\"tags\":[\"x\",\"y\"],\"sub\":[{},{}],\"z\":null}]}",
	    "home: /x\n"
	    "\n"
	    "ID    N   TAGS  SUB  Z\n"
	    "a     12  -     -    -\n"
	    "gr\xc3\xbcn  -   x,y   2    -");
	show_rows("{\"things\":[]}", "no things");
	show_rows("\"done\"", "done");
	show_rows("[{\"a\":true}]", "A\ntrue");
}
END_TEST

static const struct {
	enum error_code code;
	enum form form;
	const char *answer, *message;
	int status;
} errors[] = {
    {ERR_USER_EXISTS, FORM_ENVELOPE, "{\n  \"error_code\": 1,\n  \"data\": \"a \\\"text\\\"\"\n}",
	"", 1},
    {ERR_USER_EXISTS, FORM_ROWS, "", "Error: \"a \\\"text\\\"\"\n", 1},
    {ERR_USER_EXISTS, FORM_SILENT, "", "Error: \"a \\\"text\\\"\"\n", 1},
    {ERR_USER_EXISTS, FORM_AWS, "", "\na \"text\"\n", 255},
    {ERR_HSM_DISCONNECTED, FORM_ENVELOPE, "", "Error: \"a \\\"text\\\"\"\n", 1},
    {ERR_API_NOT_FOUND, FORM_AWS, "",
	"\nAn error occurred (ThingNotFoundException) when calling the GetThing operation: "
	"a \"text\"\n",
	254},
    {ERR_API_LIMIT, FORM_AWS, "",
	"\nAn error occurred (API_LIMIT) when calling the GetThing operation: a \"text\"\n", 254},
};

START_TEST(shows_errors)
{
	struct error error = {errors[_i].code, "a \"text\""};
	struct bytes answer = BYTES_INIT, message = BYTES_INIT;

	unsetenv("LOCALHSM_ERROR_DETAIL");
	ck_assert_int_eq(
	    render_error(&toy, errors[_i].form, "cloud get-thing", &error, &answer, &message),
	    errors[_i].status);
	ck_assert_str_eq(bytes_text(&answer), errors[_i].answer);
	ck_assert_str_eq(bytes_text(&message), errors[_i].message);
	bytes_done(&message);
	bytes_done(&answer);
}
END_TEST

START_TEST(shows_detail_when_asked)
{
	struct error error = ERROR_INIT;
	struct bytes answer = BYTES_INIT, message = BYTES_INIT;

	error_raise(&error, ERR_NOT_LOGGED_IN);
	setenv("LOCALHSM_ERROR_DETAIL", "1", 1);
	render_error(&toy, FORM_ENVELOPE, "x", &error, &answer, &message);
	ck_assert_str_eq(bytes_text(&answer), "{\n"
					      "  \"error_code\": 1,\n"
					      "  \"data\": \"No user is logged in\",\n"
					      "  \"error\": {\n"
					      "    \"code\": 402,\n"
					      "    \"name\": \"NOT_LOGGED_IN\",\n"
					      "    \"hint\": \"Run login first.\"\n"
					      "  }\n"
					      "}");
	bytes_done(&message);
	bytes_done(&answer);
}
END_TEST

/* Whatever it is, as it was spelt. */
START_TEST(values_declared_by_others)
{
	static const char text[] = "{\"a\":[1.50,{\"b\":null}],\"c\":\"\\n\",\"d\":[]}";
	static const struct reply_node any[] = {{"any", REPLY_JSON, 0, NULL, 0}};
	static const struct reply_node whole = {"", REPLY_OBJECT, 0, any, 1};
	char reason[100];
	struct document *value = document_read(text, reason, sizeof(reason));
	struct bytes expected = BYTES_INIT;
	struct error error = ERROR_INIT;
	struct reply reply;

	ck_assert_ptr_nonnull(value);
	answer_init(&reply, &whole, false);
	reply.writer.indent = 0;
	reply_object(&reply, NULL);
	reply_json(&reply, "any", value);
	reply_end(&reply);
	ck_assert_int_eq(answer_finish(&reply, &error), 0);
	bytes_append_format(&expected, "{\"any\":%s}", text);
	ck_assert_str_eq(bytes_text(&reply.body), bytes_text(&expected));
	answer_done(&reply);
	bytes_clear(&expected);
	document_append_string("a\"b", &expected);
	ck_assert_str_eq(bytes_text(&expected), "\"a\\\"b\"");
	ck_assert_str_eq(document_string(document_member(value, "c")), "\n");
	ck_assert_ptr_null(document_member(value, "e"));
	bytes_done(&expected);
	document_free(value);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reply");
	TCase *cases = tcase_create("reply");

	tcase_add_test(cases, in_an_envelope);
	tcase_add_test(cases, bare);
	tcase_add_test(cases, values_declared_by_others);
	tcase_add_loop_test(cases, decimal, 0, ARRAY_LENGTH(decimals));
	tcase_add_loop_test(cases, refuses_the_undeclared, 0, ARRAY_LENGTH(wrongs));
	tcase_add_test(cases, as_rows);
	tcase_add_loop_test(cases, shows_errors, 0, ARRAY_LENGTH(errors));
	tcase_add_test(cases, shows_detail_when_asked);
	suite_add_tcase(suite, cases);
	return unit_run(suite);
}
