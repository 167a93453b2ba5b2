def read():
    parser = ArgumentParser()
    parser.add_argument(
        '--host',
        type=str,
        help='where to listen',
    )
    parser.add_argument(
        '--port',
        type=int,
        help='port to listen on',
    )
    return parser.parse_args()
