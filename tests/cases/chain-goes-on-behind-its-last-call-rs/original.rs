fn client() -> Client {
    let client = Client::builder()
        .layer(Layer {
            size: 3,
        })
        .limit(Limit {
            most: 9,
        });
    start(&client);
    client
}
