export class Depot {
  find<T>(shelf: string): Promise<T> {
    return this.ask<T>('FIND', shelf);
  }

  remove(shelf: string): Promise<void> {
    return this.ask<void>('REMOVE', shelf);
  }

  async close(): Promise<void> {
    await this.line.end();
  }
}
