function build(tree, name) {
  let kind = 'page';

  if (name) {
    kind = name;
  }

  if (tree.renamed) {
    tree = tree.renamed({ kind });
  } else {
    tree = new Tree(tree.nodes, kind);
  }

  // Write what was built
  write(tree, kind);
  return tree;
}
