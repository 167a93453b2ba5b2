const tags = require('./tags')

function collect (post, out) {
  const names = tags.of(post)

  ;['author', 'series'].forEach((name) => {
    out.push(post[name])
  })
  out.sort()
  return out
}

module.exports = { collect }
