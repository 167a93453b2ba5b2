function redirect(url) {
  let place = url;

  if (url === 'back') {
    place = this.referrer || '/';
  }

  // set the place
  return this.set('Location', encode(place));
}

module.exports = redirect;
