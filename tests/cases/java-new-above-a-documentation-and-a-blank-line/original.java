package garden;

class Bed {

    /**
     * Sows a row.
     */

    void sow(int row) {
        rows.add(row);
    }

    /**
     * Waters all rows.
     */

    void water() {
        rows.forEach(Row::water);
    }
}
