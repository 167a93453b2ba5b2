def build(tree, name):
    kind = "page"

    if name is not None:
        kind = name

    if sys.version_info >= (3, 9):
        tree = tree.renamed(kind=kind)
    else:
        tree = Tree(
            tree.nodes,
            kind,
        )

    # Write what was built
    try:
        write(tree)
    except Full:
        return False
