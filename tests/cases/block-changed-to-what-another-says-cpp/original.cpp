void Check(Args args) {
    if (!args[2].IsBytes()) {
        throw Bad("Second one must be bytes");
    }

    int rounds = args[1].Number();
    Bytes seed = args[2].Bytes();
    Run(seed, rounds);
}

void CheckNow(Args args) {
    if (!args[2].IsBytes()) {
        throw Bad("Third one must be bytes");
    }
    int rounds = args[1].Number();
    Buffer all = args[2].Buffer();
    RunNow(all.Data(), rounds);
}
