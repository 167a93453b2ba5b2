class Wrapper {
    private final Holder holder;
    private final List<String> names;

    Wrapper(Holder given) {
        super(given.name());
        holder = given;
        names = new ArrayList<>();
        open();
    }
}
