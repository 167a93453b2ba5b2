#include <stdio.h>

static void report(const struct kiln *k)
{
	printf("heat=%d fuel=%d\n", k->heat, k->fuel);
}

int main(void)
{
	return 0;
}
