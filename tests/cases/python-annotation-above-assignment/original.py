def f(a):
    if a:
        ctx = a.ctx
        meta = init(ctx, a)

        make = partial(
            Row,
            meta,
            meta.procs,
        )

        if ctx.n:
            g()
