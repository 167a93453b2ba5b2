class Ranks {
    int rank(String kind) {
        switch (kind) {
            case "book":
                count++;
                return 1;
            default:
                return 0;
        }
    }
}
