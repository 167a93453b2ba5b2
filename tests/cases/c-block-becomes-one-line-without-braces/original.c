static struct sail *hoist(int yards)
{
	struct sail *sail = malloc(sizeof(*sail));
	sail->rope = rope_new(yards);
	if (!sail->rope) {
		free(sail);
		return NULL;
	}
	sail->up = 1;
	return sail;
}
