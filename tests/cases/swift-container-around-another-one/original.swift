struct Harbour: View {
    var body: some View {
        VStack {
            Text(name)
            Text(tide)
        }
    }
}
