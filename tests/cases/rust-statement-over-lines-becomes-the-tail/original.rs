fn is_json(m: &Mime) -> bool {
    let r = m.type_() == "application"
        && m.subtype() == "json";

    r
}
