import type { Logger } from './logging';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export type Handler<T> = (event: T) => void | Promise<void>;
export type Unsubscribe = () => void;

export interface EventMap {
  'user.created': { id: string; email: string };
  'user.deleted': { id: string };
  'order.placed': { id: string; total: number };
}

export interface BusOptions {
  /** Handlers per event before a warning is logged. */
  maxHandlers: number;
  /** Milliseconds that one handler may take. */
  timeout: number;
  logger?: Logger;
}

export enum Delivery {
  Sync = 'sync',
  Async = 'async',
  Queued = 'queued',
}

const defaults: BusOptions = {
  maxHandlers: 10,
  timeout: 5_000,
};

export class BusError extends Error {
  constructor(
    message: string,
    readonly event: string,
  ) {
    super(message);
    this.name = 'BusError';
  }
}

export class TimeoutError extends BusError {
  constructor(event: string, readonly ms: number) {
    super(`handler of ${event} took longer than ${ms} ms`, event);
    this.name = 'TimeoutError';
  }
}

export class EventBus<M extends object = EventMap> {
  private readonly handlers = new Map<keyof M, Set<Handler<any>>>();
  private readonly options: BusOptions;
  private count = 0;

  constructor(options: Partial<BusOptions> = {}) {
    this.options = { ...defaults, ...options };
  }

  on<K extends keyof M>(event: K, handler: Handler<M[K]>): Unsubscribe {
    let set = this.handlers.get(event);
    if (!set) {
      set = new Set();
      this.handlers.set(event, set);
    }
    set.add(handler);
    if (set.size > this.options.maxHandlers) {
      this.options.logger?.warn(`many handlers for ${String(event)}`);
    }
    return () => this.off(event, handler);
  }

  once<K extends keyof M>(event: K, handler: Handler<M[K]>): Unsubscribe {
    const stop = this.on(event, async (payload) => {
      stop();
      await handler(payload);
    });
    return stop;
  }

  off<K extends keyof M>(event: K, handler: Handler<M[K]>): void {
    this.handlers.get(event)?.delete(handler);
  }

  emit<K extends keyof M>(event: K, payload: M[K]): Promise<void>;
  emit<K extends keyof M>(event: K, payload: M[K], delivery: Delivery): Promise<void>;
  async emit<K extends keyof M>(
    event: K,
    payload: M[K],
    delivery: Delivery = Delivery.Async,
  ): Promise<void> {
    const id = randomUUID();
    this.count += 1;
    const set = this.handlers.get(event) ?? new Set();
    for (const handler of set) {
      switch (delivery) {
        case Delivery.Sync:
          await handler(payload);
          break;
        case Delivery.Async:
          void this.run(String(event), handler, payload);
          break;
        case Delivery.Queued:
          queueMicrotask(() => void this.run(String(event), handler, payload));
          break;
      }
    }
    this.options.logger?.debug(`emitted ${String(event)} ${id}`);
  }

  private async run<T>(event: string, handler: Handler<T>, payload: T): Promise<void> {
    const { timeout } = this.options;
    try {
      await Promise.race([
        handler(payload),
        sleep(timeout).then(() => {
          throw new TimeoutError(event, timeout);
        }),
      ]);
    } catch (error) {
      this.options.logger?.error(`handler of ${event} failed`, error);
    }
  }

  get size(): number {
    let total = 0;
    for (const set of this.handlers.values()) {
      total += set.size;
    }
    return total;
  }

  clear(): void {
    this.handlers.clear();
    this.count = 0;
  }
}

export function isEvent<M extends object>(bus: EventBus<M>, name: string): name is keyof M & string {
  return name.includes('.');
}

export const bus = new EventBus();

export default bus;
