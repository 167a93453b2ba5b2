#include "util.h"

/**************** Helpers ****************/

static int clamp(int v, int lo, int hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

/**************** API ****************/

int util_scale(int v)
{
	return clamp(v * 2, 0, 255);
}

int util_dir(int v)
{
	return sign(v);
}
