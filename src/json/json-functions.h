/* Each function of the query language; inside this floor only. See struct json_function. */
#ifndef LOCALHSM_JSON_FUNCTIONS_H
#define LOCALHSM_JSON_FUNCTIONS_H

struct json;
struct json_call;

struct json *json_run_abs(struct json_call *call);
struct json *json_run_avg(struct json_call *call);
struct json *json_run_ceil(struct json_call *call);
struct json *json_run_contains(struct json_call *call);
struct json *json_run_ends_with(struct json_call *call);
struct json *json_run_floor(struct json_call *call);
struct json *json_run_join(struct json_call *call);
struct json *json_run_keys(struct json_call *call);
struct json *json_run_length(struct json_call *call);
struct json *json_run_map(struct json_call *call);
struct json *json_run_max(struct json_call *call);
struct json *json_run_merge(struct json_call *call);
struct json *json_run_min(struct json_call *call);
struct json *json_run_not_null(struct json_call *call);
struct json *json_run_reverse(struct json_call *call);
struct json *json_run_sort(struct json_call *call);
struct json *json_run_starts_with(struct json_call *call);
struct json *json_run_sum(struct json_call *call);
struct json *json_run_to_array(struct json_call *call);
struct json *json_run_to_number(struct json_call *call);
struct json *json_run_to_string(struct json_call *call);
struct json *json_run_type(struct json_call *call);
struct json *json_run_values(struct json_call *call);

#endif
