export interface Table {
  size: (name: string) => number
  read: (name: string) => string
}

export class Pool {
  #table: Table

  names(): string[] {
    return [...this.#table.keys()]
  }
}
