/* Compiler attributes that every floor uses, under names that say what they mean. */
#ifndef LOCALHSM_ATTRIBUTES_H
#define LOCALHSM_ATTRIBUTES_H

/* The caller must look at the result. */
#define MUST_CHECK __attribute__((warn_unused_result))
/* Arguments are checked against the format like those of printf. */
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
/* The variable argument list ends with a null pointer. */
#define NULL_TERMINATED __attribute__((sentinel))
#define UNUSED __attribute__((unused))

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
