class Player {
    func load(from map: [String: Any]) {
        self.name = map["name"] as? String
        self.speed = map["speed"] as? Int
        self.image = Image(map["image"])
        self.isLive = map["isLive"] as? Bool

        self.changed = true
    }
}
