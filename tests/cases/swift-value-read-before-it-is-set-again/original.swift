class Door {
    func open() {
        self.name = map["name"]
        self.width = measure(map["width"])
        self.height = measure(map["height"])
        self.busy = false

        self.notify()
    }
}
