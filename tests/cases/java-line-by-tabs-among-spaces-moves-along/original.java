class Bus {
    int seats;
    int standing;

    boolean isFull() {
	return seats == 0 &&
	    standing > 10;
    }

    void board() {
        seats--;
    }

    void leave() {
        seats++;
    }
}
