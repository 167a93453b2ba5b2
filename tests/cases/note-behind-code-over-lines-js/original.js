function start(pump) {
  pump.prime();
  pump.wait(20);    // until the valve
                    // has opened
  pump.run();
}
