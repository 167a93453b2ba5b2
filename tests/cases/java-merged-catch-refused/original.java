class Mill {
    void grind(Sack sack) {
        try {
            stones.turn(sack);
        } catch (JamException e) {
            // clear the stones
        } catch (DustException e) {
            // open a window
        }
    }
}
