const methods = require('./methods');

function place(request) {
  if (request.stack.length === 0) {
    return null;
  }

  const method = request.method.toLowerCase();
  if (method === 'head') {
    return methods.get;
  }

  return methods[method];
}

module.exports = place;
