def main():
    args = p()
    if args.a:
        e(args.a)
    stats = 1
    go(stats)
