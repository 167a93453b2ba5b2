#pragma once

template <typename T>
T id(T v) {
    return v;
}

// Sum.
template <typename T, typename U>
auto sum(T a, U b) {
    return a + b;
}

[[nodiscard]]
int one() {
    return 1;
}

extern "C" {
int two(void);
}
