int read_a(void *p) {
    struct pump *pump = p;
    if (!pump->open)
        return E_CLOSED;
    return pump->a;
}

int read_b(void *p) {
    struct pump *pump = p;
    return pump->b;
}

int read_c(void *p) {
    struct pump *pump = p;
    pump->count++;
    return pump->c;
}
