fn one() {
    a();
}

fn two() {
    b();
}
