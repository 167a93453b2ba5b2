export function boot(app, options) {
  const started = Date.now();
  app.load(options.config);
  app.warmUp();
  app.listen(options.port);
  report(started);
}
