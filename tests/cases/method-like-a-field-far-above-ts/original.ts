export interface Table {
  size: (name: string) => number
  read: (name: string) => string
}

export class Pool {
  #table: Table

  constructor(table: Table) {
    this.#table = table
  }

  clear(): void {
    this.#table.clear()
  }

  names(): string[] {
    return [...this.#table.keys()]
  }
}
