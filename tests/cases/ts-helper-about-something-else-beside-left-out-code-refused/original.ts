export class Queue {
  drain(max: number) {
    this.lock();
    for (const job of this.jobs) {
      if (job.age > max) {
        this.drop(job);
      }
      job.retry();
    }
    this.unlock();
  }
}
