class Tasks {
  one() {
    run(1);
  }

  @Cron(Every.HOUR)
  async two() {
    run(2);
  }
}
