def parse(text, strict):
    tokens = tokenize(text)
    tree = build(tokens, strict)
    check(tree)
    return tree


def main(path):
    text = read(path)
    tree = parse(text, False)
    show(tree)
