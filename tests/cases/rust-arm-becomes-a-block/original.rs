fn read(word: &str) -> Item {
    match word {
        "none" => Item::None,
        _ => match number(word) {
            Ok(n) => Item::Number(n),
            Err(_) => Item::Word,
        },
    }
}
