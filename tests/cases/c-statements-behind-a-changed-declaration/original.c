void drain(Queue *queue) {
  lock(queue);
  bool ready = queue->size > 0;
  if (!ready) {
    report("nothing to drain", queue);
  }
  if (ready && take(queue)) {
    queue->taken++;
  } else {
    queue->idle = true;
  }
}

void stop(void) {}
