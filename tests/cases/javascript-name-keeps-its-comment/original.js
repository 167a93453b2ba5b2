class Quay {
  constructor(config) {
    this.defaults = config;
  }

  /**
   * Dispatch a request
   *
   * @param {Object} config
   */
  request(config) {
    /*eslint no-param-reassign:0*/
    config = merge(this.defaults, config);
    const { headers } = config;
    if (headers !== undefined) {
      check(headers, config);
    }
    return send(config, headers);
  }
}
