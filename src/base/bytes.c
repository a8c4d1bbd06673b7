/* Byte buffers: growing, integers and blobs, hex and base64. */
#include "bytes.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY_MIN 64

void bytes_init(struct bytes *bytes)
{
	*bytes = (struct bytes)BYTES_INIT;
}

void bytes_done(struct bytes *bytes)
{
	if (!bytes)
		return;
	free(bytes->data);
	bytes_init(bytes);
}

void bytes_clear(struct bytes *bytes)
{
	bytes->len = 0;
	bytes->failed = false;
	if (bytes->data)
		bytes->data[0] = '\0';
}

bool bytes_failed(const struct bytes *bytes)
{
	return bytes->failed;
}

const char *bytes_text(const struct bytes *bytes)
{
	return bytes->data ? (const char *)bytes->data : "";
}

/* Makes room for len more bytes and the NUL behind them; false, with failed set, when it cannot. */
static bool reserve(struct bytes *bytes, size_t len)
{
	size_t wanted, capacity;
	unsigned char *data;

	if (bytes->failed)
		return false;
	if (len >= SIZE_MAX / 2 - bytes->len) {
		bytes->failed = true;
		return false;
	}
	wanted = bytes->len + len + 1;
	if (wanted <= bytes->capacity)
		return true;
	capacity = bytes->capacity ? bytes->capacity * 2 : CAPACITY_MIN;
	if (capacity < wanted)
		capacity = wanted;
	data = realloc(bytes->data, capacity);
	if (!data) {
		bytes->failed = true;
		return false;
	}
	bytes->data = data;
	bytes->capacity = capacity;
	return true;
}

/* Room for len bytes that the caller fills in; NULL when there is none. */
static unsigned char *extend(struct bytes *bytes, size_t len)
{
	unsigned char *at;

	if (!reserve(bytes, len))
		return NULL;
	at = bytes->data + bytes->len;
	bytes->len += len;
	bytes->data[bytes->len] = '\0';
	return at;
}

void bytes_append(struct bytes *bytes, const void *data, size_t len)
{
	unsigned char *at;

	if (len == 0)
		return;
	at = extend(bytes, len);
	if (at)
		memcpy(at, data, len);
}

void bytes_append_text(struct bytes *bytes, const char *text)
{
	bytes_append(bytes, text, strlen(text));
}

void bytes_append_char(struct bytes *bytes, char c)
{
	bytes_append(bytes, &c, 1);
}

void bytes_append_format(struct bytes *bytes, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) {
		bytes->failed = true;
		return;
	}
	if (len == 0 || !reserve(bytes, (size_t)len))
		return;
	va_start(args, format);
	vsnprintf((char *)bytes->data + bytes->len, (size_t)len + 1, format, args);
	va_end(args);
	bytes->len += (size_t)len;
}

void bytes_append_hex(struct bytes *bytes, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = data;
	unsigned char *at;

	if (len == 0)
		return;
	if (len > SIZE_MAX / 4) {
		bytes->failed = true;
		return;
	}
	at = extend(bytes, len * 2);
	for (size_t i = 0; at && i < len; i++) {
		*at++ = (unsigned char)digits[from[i] >> 4];
		*at++ = (unsigned char)digits[from[i] & 15];
	}
}

static const char base64_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void bytes_append_base64(struct bytes *bytes, const void *data, size_t len)
{
	const unsigned char *from = data;

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t group = (uint32_t)from[i] << 16;
		char out[4];

		if (n > 1)
			group |= (uint32_t)from[i + 1] << 8;
		if (n > 2)
			group |= from[i + 2];
		out[0] = base64_alphabet[group >> 18];
		out[1] = base64_alphabet[group >> 12 & 63];
		out[2] = n > 1 ? base64_alphabet[group >> 6 & 63] : '=';
		out[3] = n > 2 ? base64_alphabet[group & 63] : '=';
		bytes_append(bytes, out, sizeof(out));
	}
}

static void append_big_endian(struct bytes *bytes, uint64_t value, size_t width)
{
	unsigned char out[8];

	for (size_t i = 0; i < width; i++)
		out[i] = (unsigned char)(value >> (8 * (width - 1 - i)));
	bytes_append(bytes, out, width);
}

void bytes_append_u8(struct bytes *bytes, uint8_t value)
{
	append_big_endian(bytes, value, 1);
}

void bytes_append_u32(struct bytes *bytes, uint32_t value)
{
	append_big_endian(bytes, value, 4);
}

void bytes_append_u64(struct bytes *bytes, uint64_t value)
{
	append_big_endian(bytes, value, 8);
}

void bytes_append_blob(struct bytes *bytes, const void *data, size_t len)
{
	if (len > UINT32_MAX) {
		bytes->failed = true;
		return;
	}
	bytes_append_u32(bytes, (uint32_t)len);
	bytes_append(bytes, data, len);
}

char *bytes_detach(struct bytes *bytes, size_t *len)
{
	char *text;

	/* An empty buffer is an empty text, not a failure: reserve makes it one. */
	if (!reserve(bytes, 0))
		return NULL;
	bytes->data[bytes->len] = '\0';
	if (len)
		*len = bytes->len;
	text = (char *)bytes->data;
	bytes_init(bytes);
	return text;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool bytes_from_hex(struct bytes *out, const char *text, size_t len)
{
	unsigned char *at;
	size_t n;

	if (len >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		text += 2;
		len -= 2;
	}
	for (size_t i = 0; i < len; i++) {
		if (hex_value(text[i]) < 0)
			return false;
	}
	n = len / 2 + len % 2;
	at = n > 0 ? extend(out, n) : NULL;
	if (!at)
		return true;
	if (len % 2) {
		*at++ = (unsigned char)hex_value(*text++);
		len--;
	}
	for (size_t i = 0; i < len; i += 2)
		*at++ = (unsigned char)(hex_value(text[i]) << 4 | hex_value(text[i + 1]));
	return true;
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Collects groups of four characters into bytes. */
struct base64_state {
	uint32_t group;
	unsigned digits, padding;
};

static bool base64_take(struct base64_state *state, char c)
{
	int value = c == '=' ? 0 : base64_value(c);

	if (value < 0)
		return false;
	if (c == '=') {
		/* Padding stands in the last two places, and fills the group. */
		if (state->digits < 2 || state->digits + state->padding >= 4)
			return false;
		state->padding++;
	} else if (state->padding > 0) {
		return false;
	} else {
		state->digits++;
	}
	state->group = state->group << 6 | (uint32_t)value;
	return true;
}

/* Appends a whole group; false when bits that stand for no byte are set. */
static bool base64_flush(struct base64_state *state, struct bytes *out)
{
	unsigned char three[3];
	size_t n = 3 - state->padding;

	if ((state->group & ((1U << (8 * state->padding)) - 1)) != 0)
		return false;
	for (size_t i = 0; i < 3; i++)
		three[i] = (unsigned char)(state->group >> (16 - 8 * i));
	bytes_append(out, three, n);
	state->group = 0;
	state->digits = 0;
	return true;
}

bool bytes_from_base64(struct bytes *out, const char *text, size_t len)
{
	struct base64_state state = {0, 0, 0};
	size_t len_before = out->len;

	for (size_t i = 0; i < len; i++) {
		if (is_blank(text[i]))
			continue;
		if (!base64_take(&state, text[i]))
			goto invalid;
		if (state.digits + state.padding == 4 && !base64_flush(&state, out))
			goto invalid;
	}
	if (state.digits != 0)
		goto invalid;
	return true;

invalid:
	out->len = len_before;
	if (out->data)
		out->data[len_before] = '\0';
	return false;
}

void bytes_reader_init(struct bytes_reader *reader, const void *data, size_t len)
{
	*reader = (struct bytes_reader){.data = data, .len = len};
}

static const unsigned char *take(struct bytes_reader *reader, size_t len)
{
	const unsigned char *at;

	if (reader->failed || len > reader->len - reader->at) {
		reader->failed = true;
		return NULL;
	}
	at = reader->data + reader->at;
	reader->at += len;
	return at;
}

static uint64_t read_big_endian(struct bytes_reader *reader, size_t width)
{
	const unsigned char *at = take(reader, width);
	uint64_t value = 0;

	for (size_t i = 0; at && i < width; i++)
		value = value << 8 | at[i];
	return value;
}

uint8_t bytes_read_u8(struct bytes_reader *reader)
{
	return (uint8_t)read_big_endian(reader, 1);
}

uint32_t bytes_read_u32(struct bytes_reader *reader)
{
	return (uint32_t)read_big_endian(reader, 4);
}

uint64_t bytes_read_u64(struct bytes_reader *reader)
{
	return read_big_endian(reader, 8);
}

const unsigned char *bytes_read_blob(struct bytes_reader *reader, size_t *len)
{
	uint32_t announced = bytes_read_u32(reader);
	const unsigned char *at = reader->failed ? NULL : take(reader, announced);

	*len = at ? announced : 0;
	return at;
}

bool bytes_reader_at_end(const struct bytes_reader *reader)
{
	return !reader->failed && reader->at == reader->len;
}
