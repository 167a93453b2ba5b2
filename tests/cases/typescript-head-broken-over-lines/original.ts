export class Conf {
  load(source: Source): Loaded | undefined {
    const text = read(source)
    return parse(text)
  }

  reload(
    source: Source,
  ): Loaded | undefined {
    return this.load(source)
  }
}
