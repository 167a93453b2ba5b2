async function build() {
  const pages = await read();
  fs.cpSync(path.join(ROOT, 'static'), OUT, { recursive: true });
  console.log(`built ${pages.length} pages`);
}
