def run(job, log):
    done = job.queue()
    try:
        job.start()
    except JobError:
        if job.strict:
            raise

        done.set()
        if job.status is None:
            job.status = 500
        if job.notes is None:
            job.notes = []

    return done
