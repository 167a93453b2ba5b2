class TideException extends RuntimeException {
    TideException(String harbour) {
        super(harbour);
    }
}
