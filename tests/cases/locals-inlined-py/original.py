def again(job, queue):
    times = job.options.get("times", 1)
    delay = job.options.get("delay", 30)
    return queue.push(
        job,
        times=times,
        delay=delay,
    )


def drop(job):
    return job.close()
