class Buffer {
    /** Adds an integer. */
    Buffer add(int at, int value) { return set(at, value); }

    /** Adds a double. */
    Buffer add(int at, double value) { return set(at, value); }

    /** Adds a text. */
    Buffer add(int at, String value) { return set(at, value); }
}
