int rank(int kind)
{
	switch (kind) {
	case BOOK:
		return 1;
	default:
		return 0;
	}
}
