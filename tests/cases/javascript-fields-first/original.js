var Watch = class extends Base {
  constructor(config) {
    super();
    this.#stations = [];
    this.state = config.state;
  }
  #stations;
  #options;
  #cache;
  read(station) {
    return this.#cache.get(station);
  }
};
