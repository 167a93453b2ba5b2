def run(job):
    queue = open_queue(job)
    lock(queue)
    push(queue, job)
    unlock(queue)


def stop(job):
    job.stop()
