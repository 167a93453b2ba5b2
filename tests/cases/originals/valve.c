/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * valve - drives up to eight irrigation valves through a shift register
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "board.h"
#include "valve.h"

#define VALVES		8
#define PULSE_MS	40
#define CLAMP(x, lo, hi)			\
	((x) < (lo) ? (lo) :			\
	 (x) > (hi) ? (hi) : (x))

enum state {
	CLOSED,
	OPENING,
	OPEN,
	CLOSING,
	FAILED,
};

struct valve {
	enum state state;
	uint32_t since;
	uint16_t litres;
	unsigned int retries : 4;
	unsigned int inverted : 1;
};

static struct valve valves[VALVES];
static uint8_t shadow;

static const char *const usage =
	"valve open N\n"
	"valve close N\n"
	"... more commands with 'valve help'\n";

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "open", cmd_open },
	{ "close", cmd_close },
	{ "status", cmd_status },
};

static void shift_out(uint8_t value)
{
	int i;

	for (i = 7; i >= 0; i--) {
		board_set(PIN_DATA, (value >> i) & 1);
		board_set(PIN_CLOCK, 1);
		board_set(PIN_CLOCK, 0);
	}
	board_set(PIN_LATCH, 1);
	board_set(PIN_LATCH, 0);
}

static int valve_check(int n)
{
	if (n < 0 || n >= VALVES)
		return -EINVAL;
	return 0;
}

static int valve_check_flow(int n)
{
	struct valve *v = &valves[n];

	if (v->state == OPEN && board_flow(n) == 0)
		return -EIO;
	if (v->state == CLOSED && board_flow(n) > 0)
		return -EIO;
	return 0;
}

/* Opens a valve. The remaining steps are done by valve_tick(). */
int valve_open(int n)
{
	struct valve *v;
	int err = valve_check(n);

	if (err)
		return err;
	v = &valves[n];
	/* ... the rest happens in valve_tick() ... */
	if (v->state == OPEN || v->state == OPENING)
		return 0;
	v->state = OPENING;
	v->since = board_millis();
	shadow |= 1u << n;
	shift_out(shadow);
	return 0;
}

int valve_close(int n)
{
	struct valve *v;
	int err = valve_check(n);

	if (err)
		return err;
	v = &valves[n];
	if (v->state == CLOSED || v->state == CLOSING)
		return 0;
	v->state = CLOSING;
	v->since = board_millis();
	shadow &= ~(1u << n);
	shift_out(shadow);
	return 0;
}

#ifdef VALVE_TRACE
static void trace(int n, enum state from, enum state to)
{
	printf("valve %d: %d -> %d\n", n, from, to);
}
#else
static void trace(int n, enum state from, enum state to)
{
	(void)n;
	(void)from;
	(void)to;
}
#endif

static void enter(int n, enum state next)
{
	trace(n, valves[n].state, next);
	valves[n].state = next;
	valves[n].since = board_millis();
}

void valve_tick(void)
{
	uint32_t now = board_millis();
	int n;

	for (n = 0; n < VALVES; n++) {
		struct valve *v = &valves[n];

		switch (v->state) {
		case OPENING:
			if (now - v->since >= PULSE_MS)
				enter(n, OPEN);
			break;
		case CLOSING:
			if (now - v->since >= PULSE_MS)
				enter(n, CLOSED);
			break;
		case OPEN:
		case CLOSED:
			if (valve_check_flow(n) && ++v->retries == 15)
				enter(n, FAILED);
			break;
		case FAILED:
			break;
		}
	}
}

int valve_format(char *buffer, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(buffer, size, format, args);
	va_end(args);
	return n;
}
