function boot() {
  return app
    .use(json())
    .use(cors())
    .listen(80);
}

function stop() {}
