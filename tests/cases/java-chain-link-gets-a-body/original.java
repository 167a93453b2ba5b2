class Berths {
    List<String> free(List<Berth> berths) {
        return berths.stream()
            .filter(b -> b.isFree())
            .map(Berth::name)
            .sorted()
            .toList();
    }
}
