const walk = {
  up(node) {
    return node.parent
  },

  prev(node) {
    return node.prev
  },
  next(node) {
    let next = node.next
    return next
  },

  last(node) {
    return node.last
  }
}
