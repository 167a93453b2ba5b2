class A {
    /** The id. */
    int a;

    /** The id. */
    int b;

    int sum() {
        return a + b;
    }
}
