/* Queries: each operator and its binding, what is refused, and the text output. */
#include "json-query.h"

#include "bytes.h"
#include "json.h"
#include "unit.h"

#include <string.h>

static const char estate[] =
    "{\"Clusters\":["
    "{\"ClusterId\":\"c1\",\"State\":\"ACTIVE\",\"Hsms\":[{\"Id\":\"h1\",\"Zone\":\"a\"},"
    "{\"Id\":\"h2\",\"Zone\":\"b\"}],\"Certificates\":{\"ClusterCsr\":\"CSR\\nof "
    "c1\"},\"Days\":90},"
    "{\"ClusterId\":\"c2\",\"State\":\"UNINITIALIZED\",\"Hsms\":[],\"Certificates\":{},\"Days\":7},"
    "{\"ClusterId\":\"c3\",\"State\":\"ACTIVE\",\"Hsms\":[{\"Id\":\"h3\",\"Zone\":\"a\"}],\"Days\":"
    "null}"
    "],\"odd name\":{\"x\":1},\"empty\":[],\"yes\":true,\"no\":false,\"nested\":[[1,[2]],3,null],"
    "\"text\":\"\xc3\xa4\xe2\x82\xac\"}";

static struct json *read_tree(const char *text)
{
	char reason[200] = "";
	struct json *tree = json_parse(text, strlen(text), reason, sizeof(reason));

	ck_assert_msg(tree != NULL, "%s", reason);
	return tree;
}

static const struct {
	const char *query, *answer;
} answers[] = {
    {"Clusters[0].ClusterId", "\"c1\""},
    {"Clusters[-1].ClusterId", "\"c3\""},
    {"Clusters[3].ClusterId", "null"},
    {"Clusters[-4]", "null"},
    {"none", "null"},
    {"none.a.b", "null"},
    {"yes.a", "null"},
    {"yes[0]", "null"},
    {"yes[]", "null"},
    {"yes[*]", "null"},
    {"\"odd name\".x", "1"},
    {"\"odd\\u0020name\".\"x\"", "1"},
    {" Clusters [ 0 ] . ClusterId ", "\"c1\""},
    {"@.yes", "true"},
    {"Clusters[].ClusterId", "[\"c1\",\"c2\",\"c3\"]"},
    {"Clusters[*].ClusterId", "[\"c1\",\"c2\",\"c3\"]"},
    {"Clusters[].Certificates.ClusterCsr", "[\"CSR\\nof c1\"]"},
    {"Clusters[].Days", "[90,7]"},
    {"Clusters[*].Hsms[*].Id", "[[\"h1\",\"h2\"],[],[\"h3\"]]"},
    {"Clusters[*].Hsms[].Id", "[\"h1\",\"h2\",\"h3\"]"},
    {"Clusters[].Hsms[].Id", "[\"h1\",\"h2\",\"h3\"]"},
    {"Clusters[].Hsms[0].Id", "[\"h1\",\"h3\"]"},
    {"Clusters[].Hsms[] | [0].Id", "\"h1\""},
    {"Clusters[].ClusterId | [1]", "\"c2\""},
    {"Clusters[].ClusterId[1]", "[]"},
    {"Clusters[*] | [0] | ClusterId", "\"c1\""},
    {"nested[]", "[1,[2],3]"},
    {"nested[][]", "[1,2,3]"},
    {"empty[].x", "[]"},
    {"empty[0]", "null"},
    {"Clusters[?State=='ACTIVE'].ClusterId", "[\"c1\",\"c3\"]"},
    {"Clusters[?State==`ACTIVE`].ClusterId", "[\"c1\",\"c3\"]"},
    {"Clusters[?State==`\"ACTIVE\"`].ClusterId", "[\"c1\",\"c3\"]"},
    {"Clusters[?State!='ACTIVE'].ClusterId", "[\"c2\"]"},
    {"Clusters[?'ACTIVE'==State] | [0].ClusterId", "\"c1\""},
    {"Clusters[?Days==`90`].ClusterId | [0]", "\"c1\""},
    {"Clusters[?Days==`null`].ClusterId | [0]", "\"c3\""},
    {"Clusters[?State=='ACTIVE' && Days].ClusterId", "[\"c1\"]"},
    {"Clusters[?Days || State=='ACTIVE'].ClusterId", "[\"c1\",\"c2\",\"c3\"]"},
    {"Clusters[?Days==`7` || Days==`90` && State=='X'].ClusterId", "[\"c2\"]"},
    {"Clusters[?(Days==`7` || Days==`90`) && State=='ACTIVE'].ClusterId", "[\"c1\"]"},
    {"Clusters[?Hsms].ClusterId", "[\"c1\",\"c3\"]"},
    {"Clusters[?Certificates.ClusterCsr].ClusterId", "[\"c1\"]"},
    {"Clusters[].Hsms[?Zone=='a'].Id", "[[\"h1\"],[],[\"h3\"]]"},
    {"Clusters[].Hsms[?Zone=='a'][].Id", "[\"h1\",\"h3\"]"},
    {"Clusters[?Hsms==`[]`].ClusterId", "[\"c2\"]"},
    {"Clusters[?Certificates==`{}`].ClusterId", "[\"c2\"]"},
    {"Clusters[0].[ClusterId, Days]", "[\"c1\",90]"},
    {"Clusters[].[ClusterId,Days]", "[[\"c1\",90],[\"c2\",7],[\"c3\",null]]"},
    {"Clusters[].{id: ClusterId, \"n d\": Days}",
	"[{\"id\":\"c1\",\"n d\":90},{\"id\":\"c2\",\"n d\":7},{\"id\":\"c3\",\"n d\":null}]"},
    {"[yes, no, none]", "[true,false,null]"},
    {"{a: yes, b: {c: no}}", "{\"a\":true,\"b\":{\"c\":false}}"},
    {"[yes, [no]]", "[true,[false]]"},
    {"none.[a, b]", "null"},
    {"none.{a: b}", "null"},
    {"none | {a: b}", "null"},
    {"length(Clusters)", "3"},
    {"length(Clusters[?State=='ACTIVE'])", "2"},
    {"length(text)", "2"},
    {"length(@)", "7"},
    {"Clusters[].length(Hsms)", "[2,0,1]"},
    {"Clusters[].Hsms | length(@)", "3"},
    {"Clusters[?length(Hsms)==`2`].ClusterId | [0]", "\"c1\""},
    {"none || 'x'", "\"x\""},
    {"no || empty || yes", "true"},
    {"yes && text", "\"\xc3\xa4\xe2\x82\xac\""},
    {"no && text", "false"},
    {"empty && text", "[]"},
    {"yes == `true`", "true"},
    {"Clusters == Clusters", "true"},
    {"Clusters[0] == Clusters[1]", "false"},
    {"Clusters[0].Hsms[0] == `{\"Zone\":\"a\",\"Id\":\"h1\"}`", "true"},
    {"`[1,2]` == `[2,1]`", "false"},
    {"`1` == `1.0`", "true"},
    {"`1` == '1'", "false"},
    {"'it\\'s'", "\"it's\""},
    {"'a\\nb'", "\"a\\\\nb\""},
    {"''", "\"\""},
    {"`a\\`b`", "\"a`b\""},
    {"` spaced`", "\"spaced\""},
    {"length", "null"},
    {"(Clusters[0]).ClusterId", "\"c1\""},
    {"(Clusters[].ClusterId)[0]", "\"c1\""},
    {"sort_by(Clusters, &not_null(Days, `1`))[-1].ClusterId", "\"c1\""},
    {"sort_by(Clusters[?Days], &Days)[].ClusterId", "[\"c2\",\"c1\"]"},
    {"sort_by(Clusters,&State)[*].ClusterId", "[\"c1\",\"c3\",\"c2\"]"},
    {"reverse(sort_by(Clusters, &ClusterId))[0].ClusterId", "\"c3\""},
    {"sort_by(empty, &x)", "[]"},
    {"max_by(Clusters, &ClusterId).ClusterId", "\"c3\""},
    {"max_by(Clusters, &State).ClusterId", "\"c2\""},
    {"min_by(Clusters, &State).ClusterId", "\"c1\""},
    {"max_by(empty, &x)", "null"},
    {"max(Clusters[].Days)", "90"},
    {"min(Clusters[].ClusterId)", "\"c1\""},
    {"max(empty)", "null"},
    {"sort(`[10, 9, -1.5]`)", "[-1.5,9,10]"},
    {"sort(`[\"b\", \"\xc3\xa4\", \"a\"]`)", "[\"a\",\"b\",\"\xc3\xa4\"]"},
    {"sort(empty)", "[]"},
    {"Clusters[?contains(ClusterId, '2')].ClusterId", "[\"c2\"]"},
    {"contains(Clusters[].Days, `7`)", "true"},
    {"contains(Clusters[].Days, '7')", "false"},
    {"contains(nested, `null`)", "true"},
    {"Clusters[?starts_with(State, 'UN')] | [0].ClusterId", "\"c2\""},
    {"[starts_with('ab', 'abc'), starts_with('ab', ''), starts_with('ab', 'b')]",
	"[false,true,false]"},
    {"[ends_with('ab', 'cab'), ends_with('ab', ''), ends_with('ab', 'b')]", "[false,true,true]"},
    {"join(', ', Clusters[].ClusterId)", "\"c1, c2, c3\""},
    {"join(',', empty)", "\"\""},
    {"keys(Clusters[0].Hsms[0])", "[\"Id\",\"Zone\"]"},
    {"values(Clusters[0].Hsms[0])", "[\"h1\",\"a\"]"},
    {"values(Clusters[2])[-1]", "null"},
    {"reverse('a\xc3\xa4\xe2\x82\xac')", "\"\xe2\x82\xac\xc3\xa4"
					 "a\""},
    {"reverse(`[1, null, 2]`)", "[2,null,1]"},
    {"[to_string('x'), to_string(`1.5`), to_string(none), to_string(`{\"a\":[true]}`)]",
	"[\"x\",\"1.5\",\"null\",\"{\\\"a\\\":[true]}\"]"},
    {"[to_number('90'), to_number('-1e2'), to_number(`7`)]", "[90,-100,7]"},
    {"[to_number('x'), to_number('1x'), to_number(yes), to_number(none)]", "[null,null,null,null]"},
    {"[to_array('x'), to_array(empty), to_array(none)]", "[[\"x\"],[],[null]]"},
    {"not_null(none, Clusters[2].Days, 'x', 'y')", "\"x\""},
    {"not_null(none)", "null"},
    {"map(&Days, Clusters)", "[90,7,null]"},
    {"map(&length(Hsms), Clusters)", "[2,0,1]"},
    {"[type(none), type(yes), type(`1`), type(text), type(empty), type(@)]",
	"[\"null\",\"boolean\",\"number\",\"string\",\"array\",\"object\"]"},
    {"merge(`{\"a\":1,\"b\":null}`, `{\"b\":2}`, `{\"c\":null}`)", "{\"a\":1,\"b\":2,\"c\":null}"},
    {"[sum(Clusters[].Days), avg(Clusters[].Days), sum(empty), avg(empty)]", "[97,48.5,0,null]"},
    {"[abs(`-3`), ceil(`1.2`), floor(`-1.2`)]", "[3,2,-2]"},
    {"nested[].type(@)", "[\"number\",\"array\",\"number\",\"null\"]"},
    {"Clusters[0:2].ClusterId", "[\"c1\",\"c2\"]"},
    {"Clusters[-2:].ClusterId", "[\"c2\",\"c3\"]"},
    {"Clusters[::-1].ClusterId", "[\"c3\",\"c2\",\"c1\"]"},
    {"Clusters[::2].ClusterId", "[\"c1\",\"c3\"]"},
    {"Clusters[5:-9:-1].ClusterId", "[\"c3\",\"c2\",\"c1\"]"},
    {"Clusters[2:1].ClusterId", "[]"},
    {"yes[0:1]", "null"},
    {"`[1, null, 2]`[:2]", "[1]"},
    {"Clusters[0].Hsms[0].*", "[\"h1\",\"a\"]"},
    {"*.x", "[1]"},
    {"Clusters[*].*[][].Id", "[\"h1\",\"h2\",\"h3\"]"},
    {"yes.*", "null"},
    {"Clusters.*", "null"},
    {"[*.x, no]", "[[1],false]"},
    {"Clusters[?!Hsms].ClusterId", "[\"c2\"]"},
    {"!yes", "false"},
    {"!none", "true"},
    {"!`0`", "false"},
    {"Clusters[?Days < `90`].ClusterId", "[\"c2\"]"},
    {"Clusters[?Days >= `7`].ClusterId", "[\"c1\",\"c2\"]"},
    {"Clusters[?ClusterId > 'c1'].ClusterId", "[\"c2\",\"c3\"]"},
    {"[`1` <= `1`, `1` > `1`, 'a' < 'b']", "[true,false,true]"},
    {"['a' < `1`, none < `1`, empty >= empty]", "[null,null,null]"},
};

START_TEST(answers_query)
{
	struct json *tree = read_tree(estate), *answer;
	struct bytes out = BYTES_INIT;
	char reason[200] = "";

	answer = json_query(tree, answers[_i].query, reason, sizeof(reason));
	ck_assert_msg(answer != NULL, "%s: %s", answers[_i].query, reason);
	json_print(answer, 0, &out);
	ck_assert_msg(strcmp(bytes_text(&out), answers[_i].answer) == 0, "%s: %s",
	    answers[_i].query, bytes_text(&out));
	json_free(answer);
	json_free(tree);
	bytes_done(&out);
}
END_TEST

static const struct {
	const char *query, *reason;
} refusals[] = {
    {"", "character 1: the query ends too early"},
    {"Clusters[", "character 10: the query ends too early"},
    {"Clusters[0", "character 11: the query ends too early"},
    {"Clusters.", "character 10: the query ends too early"},
    {"Clusters]", "character 9: this is not understood: ]"},
    {"Clusters x", "character 10: this is not understood: x"},
    {"Clusters[x]", "character 10: this is not understood: x]"},
    {"Clusters..x", "character 10: this is not understood: .x"},
    {".x", "character 1: this is not understood: .x"},
    {"5", "character 1: this is not understood: 5"},
    {"a.5", "character 3: this is not understood: 5"},
    {"a-b", "character 2: this is not understood: -b"},
    {"a = 'b'", "character 3: this is not understood: = 'b'"},
    {"'abc", "character 1: there is no closing '"},
    {"a == `b", "character 6: there is no closing `"},
    {"\"abc", "character 1: there is no closing \""},
    {"\"a\\x\"", "character 1: the text in quotes is not valid"},
    {"a[99999999999]", "character 3: the index is too large"},
    {"\"length\"(a)", "character 9: this is not understood: (a)"},
    {"!", "character 2: the query ends too early"},
    {"a <", "character 4: the query ends too early"},
    {"a *", "character 3: this is not understood: *"},
    {"a.**", "character 4: this is not understood: *"},
    {"a[1:2:3:4]", "character 8: this is not understood: :4]"},
    {"a[::0]", "character 6: the step of a slice must not be 0"},
    {"a[1:99999999999]", "character 5: the index is too large"},
    {"a[*.b]", "character 4: this is not understood: .b]"},
    {"&a", "character 1: this is not understood: &a"},
    {"no_such(a)", "character 1: there is no function no_such()"},
    {"a | sortby(@, &b)", "character 5: there is no function sortby(), but there is sort_by()"},
    {"length()", "character 1: length() takes 1 argument, not 0"},
    {"length(a, b)", "character 1: length() takes 1 argument, not 2"},
    {"a.sort_by(b)", "character 3: sort_by() takes 2 arguments, not 1"},
    {"merge()", "character 1: merge() takes at least 1 argument, not 0"},
    {"length(a", "character 9: the query ends too early"},
    {"length(a b)", "character 10: this is not understood: b)"},
    {"contains(a,)", "character 12: this is not understood: )"},
    {"sort_by(a, b)", "character 12: sort_by() takes an expression here, as in &name"},
    {"sort_by(&a, &b)", "character 9: sort_by() takes no expression here"},
    {"sort_by(a, &)", "character 13: this is not understood: )"},
    {"{a}", "character 3: this is not understood: }"},
    {"{}", "character 2: this is not understood: }"},
    {"{'a': b}", "character 2: this is not understood: 'a': b}"},
    {"[a,]", "character 4: this is not understood: ]"},
    {"a[?]", "character 4: this is not understood: ]"},
    {"a[?b==]", "character 7: this is not understood: ]"},
    {"(a", "character 3: the query ends too early"},
    {"a ||", "character 5: the query ends too early"},
    {"length(none)", "character 1: length() takes a string, an array or an object, not null"},
    {"Clusters[].length(Days)",
	"character 12: length() takes a string, an array or an object, not a number"},
    {"[yes, length(yes)]",
	"character 7: length() takes a string, an array or an object, not a boolean"},
    {"sort_by(yes, &a)", "character 1: sort_by() takes an array as argument 1, not a boolean"},
    {"sort_by(Clusters, &Days)",
	"character 1: sort_by() compares by a number or a string, not by null"},
    {"max_by(Clusters, &not_null(Days, 'x'))",
	"character 1: max_by() does not compare a number with a string"},
    {"sort(nested)", "character 1: sort() takes an array of numbers or an array of strings, not an "
		     "array of other things"},
    {"contains(none, 'a')",
	"character 1: contains() takes a string or an array as argument 1, not null"},
    {"contains(text, `1`)",
	"character 1: contains() looks for a string in a string, not for a number"},
    {"starts_with(text, yes)",
	"character 1: starts_with() takes a string as argument 2, not a boolean"},
    {"join(',', Clusters)", "character 1: join() takes an array of strings as argument 2, not an "
			    "array of other things"},
    {"join(',', none)", "character 1: join() takes an array of strings as argument 2, not null"},
    {"keys(Clusters)", "character 1: keys() takes an object, not an array"},
    {"map(&length(@), Clusters[].Days)",
	"character 6: length() takes a string, an array or an object, not a number"},
    {"sum(`[1e308, 1e308]`)", "character 1: the result of sum() is too large"},
};

START_TEST(refuses_query)
{
	struct json *tree = read_tree(estate);
	char reason[200] = "";

	ck_assert_ptr_null(json_query(tree, refusals[_i].query, reason, sizeof(reason)));
	ck_assert_str_eq(reason, refusals[_i].reason);
	json_free(tree);
}
END_TEST

static void assert_refused_with(
    const char *start, const char *repeated, unsigned times, const char *what)
{
	struct json *tree = read_tree(estate);
	struct bytes query = BYTES_INIT;
	char reason[200] = "";

	bytes_append_text(&query, start);
	for (unsigned i = 0; i < times; i++)
		bytes_append_text(&query, repeated);
	ck_assert_ptr_null(json_query(tree, bytes_text(&query), reason, sizeof(reason)));
	ck_assert_msg(strstr(reason, what) != NULL, "%s", reason);
	bytes_done(&query);
	json_free(tree);
}

START_TEST(refuses_what_is_too_long_or_deep)
{
	assert_refused_with("", "(", 100000, "the query is nested too deeply");
	assert_refused_with("", "[", 100000, "the query is nested too deeply");
	assert_refused_with("a", ".{b:c", 100000, "the query is nested too deeply");
	assert_refused_with("a", ".a", 100000, "the query is too long");
	assert_refused_with("a", "[]", 100000, "the query is too long");
	assert_refused_with("a", "||a", 100000, "the query is too long");
	assert_refused_with("[a", ",a", 100000, "the query is too long");
	assert_refused_with("", "!", 100000, "the query is nested too deeply");
	assert_refused_with("", "type(", 100000, "the query is nested too deeply");
	assert_refused_with("not_null(a", ",a", 100000, "the query is too long");
	assert_refused_with("a", ".*", 100000, "the query is nested too deeply");
	assert_refused_with("a", "[::1]", 100000, "the query is nested too deeply");
}
END_TEST

/* Each step doubles what there is. */
START_TEST(refuses_to_make_too_much)
{
	assert_refused_with("@", "|[@,@]", 150, "the query makes too much of the answer");
	assert_refused_with(
	    "@", "|to_string([@,@])", 120, "the query makes too much of the answer");
}
END_TEST

/* As AWS CLI prints with --output text. */
static const struct {
	const char *query, *text;
} texts[] = {
    {"Clusters[].Certificates.ClusterCsr", "CSR\nof c1\n"},
    {"Clusters[0].ClusterId", "c1\n"},
    {"Clusters[].ClusterId", "c1\tc2\tc3\n"},
    {"Clusters[0].[State, ClusterId]", "ACTIVE\tc1\n"},
    {"Clusters[].[ClusterId, Days]", "c1\t90\nc2\t7\nc3\tNone\n"},
    {"Clusters[].Hsms[].[Id, Zone]", "h1\ta\nh2\tb\nh3\ta\n"},
    {"none", "None\n"},
    {"Clusters[3]", "None\n"},
    {"[yes, no, none]", "True\tFalse\tNone\n"},
    {"empty", ""},
    {"Clusters[?State=='X'].ClusterId", ""},
    {"length(Clusters)", "3\n"},
    {"{b: yes, a: text}", "\xc3\xa4\xe2\x82\xac\tTrue\n"},
    {"Clusters[0].Hsms", "h1\ta\nh2\tb\n"},
    {"Clusters[1]", "c2\t7\tUNINITIALIZED\n"},
    {"Clusters[0]", "c1\t90\tACTIVE\nCERTIFICATES\tCSR\nof c1\nHSMS\th1\ta\nHSMS\th2\tb\n"},
    {"{Clusters: Clusters[].{Id: ClusterId, Hsms: Hsms[].Id}}",
	"CLUSTERS\tc1\nHSMS\th1\nHSMS\th2\nCLUSTERS\tc2\nCLUSTERS\tc3\nHSMS\th3\n"},
    {"[`{\"a\":1}`, `{\"b\":2}`]", "1\t\n\t2\n"},
    {"[`1`, [`2`, `3`], `4`]", "1\t4\n2\t3\n"},
    {"nested", "3\tNone\n1\n2\n"},
    {"[`{\"a\":1}`, [yes], no]", "1\nTrue\nFalse\n"},
};

START_TEST(prints_text)
{
	struct json *tree = read_tree(estate), *answer;
	struct bytes out = BYTES_INIT;
	char reason[200] = "";

	answer = json_query(tree, texts[_i].query, reason, sizeof(reason));
	ck_assert_msg(answer != NULL, "%s: %s", texts[_i].query, reason);
	json_print_text(answer, &out);
	ck_assert_msg(strcmp(bytes_text(&out), texts[_i].text) == 0, "%s:\n%s", texts[_i].query,
	    bytes_text(&out));
	json_free(answer);
	json_free(tree);
	bytes_done(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json-query");
	TCase *tests = tcase_create("json-query");

	tcase_add_loop_test(tests, answers_query, 0, ARRAY_LENGTH(answers));
	tcase_add_loop_test(tests, refuses_query, 0, ARRAY_LENGTH(refusals));
	tcase_add_test(tests, refuses_what_is_too_long_or_deep);
	tcase_add_test(tests, refuses_to_make_too_much);
	tcase_add_loop_test(tests, prints_text, 0, ARRAY_LENGTH(texts));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
