const walk = {
  up(node) {
    if (!node) {
      return null
    }
    return node.parent
  },
  // Not used any more.
  down(node) {
    if (!node) {
      return null
    }
    return node.first
  },

  next(node) {
    return node.next
  },

  last(node) {
    return node.last
  }
}
