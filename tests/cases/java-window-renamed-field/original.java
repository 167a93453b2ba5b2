public class Pump {
  private final Valve inlet;
  private final Valve drain;
  private final Valve outlet;

  void run() {
    inlet.open();
    outlet.open();
  }
}
