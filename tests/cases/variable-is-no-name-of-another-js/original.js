function drain(queue, part) {
  open(queue);
  for (const part of queue) {
    store(part, part);
  }
  done = true;
}
