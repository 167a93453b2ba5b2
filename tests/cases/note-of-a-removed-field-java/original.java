package signals;

import java.time.Duration;

class Gate {
    enum Aspect {
        OPEN,
        SHUT
    }

    private static final Duration SWING = Duration.ofSeconds(6);
    private static final Duration HOLD = Duration.ofSeconds(90);

    private final String name;

    Gate(String name) {
        this.name = name;
    }
}
