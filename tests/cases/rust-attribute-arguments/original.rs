#[serde]
struct One {
    a: u8,
}

#[serde(default)]
struct Two {
    b: u8,
}
