void a(int x)
{
	if (x) {
		one();
	}
}

void b(int y)
{
	if (y) {
		two();
	}
}
