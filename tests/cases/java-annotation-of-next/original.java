class T {
    /** One. */
    @Test
    void adds() {
        eq(2, add(1, 1));
    }

    /** Two. */
    @Test
    void divides() {
        eq(1, div(2, 2));
    }
}
