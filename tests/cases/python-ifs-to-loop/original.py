def main():
    args = p()
    if not d(args.a):
        raise E('%s x' % args.a)
    if not d(args.b):
        raise E('%s x' % args.b)
    stats = Stats()
    go(stats)
