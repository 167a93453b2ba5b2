def run(job):
    prepare(job)
    # check(job)
    # warm(job)
    start(job)
    # finish later
    return job
