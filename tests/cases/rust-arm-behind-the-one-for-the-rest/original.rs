fn run(order: Order) {
    match order {
        Order::Fire => fire(),
        _ => help(),
    }
}
