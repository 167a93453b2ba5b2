#[test]
fn wakes() {
    let (mut tx, rx) = channel::<u8>();

    tx.send(1);
    assert_eq!(rx.recv(), 1);
}
