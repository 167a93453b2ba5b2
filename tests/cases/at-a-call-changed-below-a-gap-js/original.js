const routes = require('./routes')

test('routes', () => {
  expect(2)
  routes.add('GET', '/')
  check(routes.find({
    method: 'GET',
    url: '/',
  }), true)
  check(routes.find({
    method: 'POST',
    url: '/',
  }), false)
})
