public class Pump extends Device {

    private Flow flow;

    /**
     * Stop.
     */
    public void onClose() {
        removeFlow();
    }

    /**
     * Stop.
     */
    public void onReset() {
        removeFlow();
    }

    private void removeFlow() {
        flow.stop();
    }
}
