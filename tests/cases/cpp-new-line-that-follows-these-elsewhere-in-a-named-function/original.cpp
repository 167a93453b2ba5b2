Value Salt(const Info& info) {
    if (!info[2].IsBuffer()) {
        throw TypeError("Second argument must be a buffer");
    }

    const char minor = ToChar(info[0].As<String>());
    const int rounds = info[1].As<Number>();
    Buffer<char> seed = info[2].As<Buffer<char>>();
    return Queue(minor, rounds, seed);
}

Value SaltSync(const Info& info) {
    if (!info[2].IsBuffer()) {
        throw TypeError("Third argument must be a buffer");
    }

    const char minor = ToChar(info[0].As<String>());
    const int rounds = info[1].As<Number>();
    char* bytes = info[2].As<Buffer<u_int8_t>>().Data();
    return Make(minor, rounds, bytes);
}
