class Shop {
    @GetMapping
    List<Item> all() {
        return items;
    }

    @PostMapping("/x")
    Item add(Item item) {
        return save(item);
    }
}
