public final class Meter {
    int count;

    void run() {
        step(1);
    }
}
