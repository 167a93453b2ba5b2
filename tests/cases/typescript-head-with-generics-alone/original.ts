export class Cache {
  find<
    T = unknown,
    E = Error,
  >(
    filters: Filters,
  ): Entry<T, E> | undefined {
    const exact = { exact: true, ...filters }
    return this.entries.find(exact)
  }

  notify(event: Event) {
    this.listeners.forEach((listener) => listener(event))
  }
}
