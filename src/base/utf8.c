/* Characters of UTF-8. */
#include "utf8.h"

#include <string.h>

size_t utf8_length(const char *at, size_t len)
{
	unsigned char first = len > 0 ? (unsigned char)at[0] : 0xff;
	size_t n = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	unsigned char low = 0x80, high = 0xbf;

	if (n == 0 || n > len || first > 0xf4)
		return 0;
	/* Longer than need be, surrogates, beyond U+10FFFF (RFC 3629, section 4). */
	if (first == 0xe0)
		low = 0xa0;
	else if (first == 0xed)
		high = 0x9f;
	else if (first == 0xf0)
		low = 0x90;
	else if (first == 0xf4)
		high = 0x8f;
	for (size_t i = 1; i < n; i++) {
		unsigned char next = (unsigned char)at[i];

		if (next < low || next > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return n;
}

bool utf8_is_text(const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		size_t n = utf8_length(text, len);

		if (n == 0)
			return false;
		text += n;
		len -= n;
	}
	return true;
}

bool utf8_is_control(const char *at, size_t len)
{
	unsigned char first = (unsigned char)at[0];

	if (len == 1)
		return first < ' ' || first == 0x7f;
	/* U+0080 to U+009F obey the same terminals as ESC does. */
	return len == 2 && first == 0xc2 && (unsigned char)at[1] <= 0x9f;
}
