const queue = [];

function push(job) {
  queue.push(job);
  if (queue.length > 10) {
    flush();
  }
  notify(job);
}

function flush() {
  if (queue.length > 10) {
    log('long');
  }
  if (queue.length > 10) {
    trim();
  }
  while (queue.length) {
    run(queue.pop());
  }
  if (queue.length > 10) {
    log('still long');
  }
  notify();
}

function idle() {
  notify();
}
