class Repo {
    private final Db db;

    Row load(Key key) {
        return db.get(key);
    }
}
