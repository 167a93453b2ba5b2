class S {
    void put(int a) {
        x(a);
    }

    void put(String a) {
        y(a);
    }
}
