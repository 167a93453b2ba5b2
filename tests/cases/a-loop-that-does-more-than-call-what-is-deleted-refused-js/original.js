class Seeds {
  async run(list) {
    for (const seed of list) {
      await this.check(seed);
      await this.plant(seed, { deep: true, wet: this.rain(seed) });
      this.count += seed.size;
    }
    return this.batch(list);
  }

  async check(seed) {
    if (!seed.ok) {
      throw new Error('bad');
    }
  }

  batch(list) {
    return list.length;
  }
}
