class Ticket {
    private final String seat;
    private final int price;
    private final boolean paid;

    Ticket(String seat, int price) {
        this.seat = seat;
        this.price = price;
        this.paid = false;
    }

    Ticket(String seat, int price, boolean paid) {
        this.seat = seat;
        this.price = price;
        this.paid = paid;
    }

    int total(int fee) {
        return price + fee;
    }
}
