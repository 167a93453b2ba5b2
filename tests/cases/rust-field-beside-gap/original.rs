pub struct Kiln {
    pub fuel: Option<String>,
    pub door: Option<String>,
    pub vent: Option<String>,
}
