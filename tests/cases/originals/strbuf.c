/* strbuf.c - growable strings
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strbuf.h"

#define MIN_CAP 32
#define MAX(a, b) ((a) > (b) ? (a) : (b))

struct strbuf {
    char *data;
    size_t len;
    size_t cap;
    unsigned owned : 1;
};

enum strbuf_error {
    STRBUF_OK,
    STRBUF_NOMEM,
    STRBUF_RANGE,
};

static const char *const messages[] = {
    [STRBUF_OK] = "ok",
    [STRBUF_NOMEM] = "out of memory",
    [STRBUF_RANGE] = "out of range",
};

static int grow(struct strbuf *b, size_t need)
{
    size_t cap = MAX(b->cap * 2, MIN_CAP);
    char *data;

    while (cap < need)
        cap *= 2;
    data = realloc(b->data, cap);
    if (!data)
        return STRBUF_NOMEM;
    b->data = data;
    b->cap = cap;
    return STRBUF_OK;
}

void strbuf_init(struct strbuf *b)
{
    b->data = NULL;
    b->len = 0;
    b->cap = 0;
    b->owned = 1;
}

void strbuf_free(struct strbuf *b)
{
    if (b->owned)
        free(b->data);
    strbuf_init(b);
}

int strbuf_add(struct strbuf *b, const char *text, size_t len)
{
    if (b->len + len + 1 > b->cap) {
        int error = grow(b, b->len + len + 1);
        if (error)
            return error;
    }
    memcpy(b->data + b->len, text, len);
    b->len += len;
    b->data[b->len] = '\0';
    return STRBUF_OK;
}

int strbuf_addstr(struct strbuf *b, const char *text)
{
    return strbuf_add(b, text, strlen(text));
}

int strbuf_addf(struct strbuf *b, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        return STRBUF_RANGE;
    if (b->len + len + 1 > b->cap) {
        int error = grow(b, b->len + len + 1);
        if (error)
            return error;
    }
    va_start(args, format);
    vsnprintf(b->data + b->len, len + 1, format, args);
    va_end(args);
    b->len += len;
    return STRBUF_OK;
}

int strbuf_remove(struct strbuf *b, size_t at, size_t len)
{
    if (at > b->len || len > b->len - at)
        return STRBUF_RANGE;
    memmove(b->data + at, b->data + at + len, b->len - at - len + 1);
    b->len -= len;
    return STRBUF_OK;
}

#ifdef STRBUF_DEBUG
void strbuf_dump(const struct strbuf *b)
{
    fprintf(stderr, "[%zu/%zu] %s\n", b->len, b->cap, b->data);
}
#endif

const char *strbuf_message(enum strbuf_error error)
{
    switch (error) {
    case STRBUF_OK:
    case STRBUF_NOMEM:
    case STRBUF_RANGE:
        return messages[error];
    }
    return "unknown";
}
