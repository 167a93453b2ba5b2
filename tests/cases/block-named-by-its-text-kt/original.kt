fun Application.module() {
    routing {
        route("/a") {
            one(1)
        }
        route("/b") {
            two(1)
        }
    }
}
