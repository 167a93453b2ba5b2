export class Depot {
  get<T>(shelf: string): Promise<T> {
    return this.ask<T>('GET', shelf);
  }

  delete(shelf: string): Promise<void> {
    return this.ask<void>('DELETE', shelf);
  }
}
