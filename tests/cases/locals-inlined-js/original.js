function again(job, queue) {
  const times = job.options.get('times', 1);
  const delay = job.options.get('delay', 30);
  const late = job.options.get('late', false);
  return queue.push(job, { times, delay, late });
}

function drop(job) {
  return job.close();
}
