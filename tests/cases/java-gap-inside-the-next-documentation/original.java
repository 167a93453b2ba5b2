class Frame {
    /**
     * Makes sure that there is an alpha channel.
     */
    Frame ensure(int alpha) {
        return with(alpha);
    }

    /**
     * Takes one channel.
     *
     * @return the frame
     */
    Frame extract(int channel) {
        return only(channel);
    }
}
