void save(FILE *fp, int heat)
{
	printf("%d\n", heat);
	flush();
}
