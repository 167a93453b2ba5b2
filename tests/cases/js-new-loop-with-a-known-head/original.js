function build() {
  const pages = read();
  for (const page of pages) {
    write(page.slug, page);
  }
  for (let i = 0; i * 10 < pages.length; i++) {
    write(`page/${i}`, pages.slice(i * 10, i * 10 + 10));
  }
  write('feed', pages);
  done();
}
