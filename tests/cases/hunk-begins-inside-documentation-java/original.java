class Pool {
    /**
     * Takes a slot.
     *
     * @param name the name
     * @return the slot
     */
    Slot take(String name) {
        return slots.get(name);
    }

    void close() {
    }
}
