/**
 * Parcels and their lockers.
 *
 * @license MIT
 */
import { Column, Entity, Index } from './orm';
import type { Connection, Row } from './orm';
import { assertNever } from './util/assert';

export type ParcelId = string & { readonly brand: unique symbol };
export type ParcelIdOrCode = ParcelId | string;

export enum Size {
  Small = 's',
  Medium = 'm',
  Large = 'l',
}

export interface Parcel {
  id: ParcelId;
  code: string;
  size: Size;
  /** Grams. */
  weight: number;
  lockerId?: string;
  history: ParcelEvent[];
}

export interface ParcelEvent {
  at: Date;
  kind: 'created' | 'stored' | 'collected' | 'returned';
  note?: string;
}

interface Options {
  connection: Connection;
  retries?: number;
  log?(message: string, ...args: unknown[]): void;
}

const DEFAULTS = {
  retries: 3,
  log: () => undefined,
} satisfies Partial<Options>;

export abstract class Repository<T extends { id: string }> {
  protected readonly cache = new Map<string, T>();

  constructor(protected readonly options: Options) {}

  abstract toEntity(row: Row): T;

  get(id: string): Promise<T | null>;
  get(ids: readonly string[]): Promise<T[]>;
  async get(idOrIds: string | readonly string[]): Promise<T | T[] | null> {
    if (typeof idOrIds !== 'string') {
      const all = await Promise.all(idOrIds.map((id) => this.get(id)));
      return all.filter((item): item is Awaited<T> => item !== null) as T[];
    }
    const cached = this.cache.get(idOrIds);
    if (cached) {
      return cached;
    }
    const row = await this.options.connection.one(this.table, idOrIds);
    return row ? this.remember(this.toEntity(row)) : null;
  }

  protected abstract get table(): string;

  protected remember(item: T): T {
    this.cache.set(item.id, item);
    return item;
  }

  forget(item: T): void {
    this.cache.delete(item.id);
  }

  forgetAll(): void {
    this.cache.clear();
  }
}

@Entity('parcels')
export class ParcelRepository extends Repository<Parcel> {
  protected get table() {
    return 'parcels';
  }

  toEntity(row: Row): Parcel {
    // keep the rest of the row as it is: the importer adds columns
    return { ...row, history: JSON.parse(row.history) } as Parcel;
  }

  @Index()
  async byCode(code: string): Promise<Parcel | null> {
    const row = await this.options.connection.one(this.table, { code });
    return row ? this.toEntity(row) : null;
  }

  async store(parcel: Parcel, lockerId: string): Promise<void> {
    parcel.lockerId = lockerId;
    parcel.history.push({ at: new Date(), kind: 'stored' });
    await this.options.connection.save(this.table, parcel);
    this.remember(parcel);
  }

  async collect(parcel: Parcel): Promise<void> {
    parcel.lockerId = undefined;
    parcel.history.push({ at: new Date(), kind: 'collected' });
    await this.options.connection.save(this.table, parcel);
    this.forget(parcel);
  }
}

@Entity('lockers')
export class LockerRepository extends Repository<Locker> {
  protected get table() {
    return 'lockers';
  }

  toEntity(row: Row): Locker {
    return { ...row } as Locker;
  }
}

export class Locker {
  @Column()
  id!: string;

  @Column({ default: Size.Medium })
  size!: Size;

  fits(parcel: Parcel): boolean {
    switch (this.size) {
      case Size.Small:
        return parcel.size === Size.Small;
      case Size.Medium:
        return parcel.size !== Size.Large;
      case Size.Large:
        return true;
      default:
        return assertNever(this.size);
    }
  }
}

export function parcelLabel(parcel: Parcel): string {
  return `
Parcel ${parcel.code}
  size:   ${parcel.size}
  weight: ${parcel.weight} g
`;
}

export const isParcelId = (value: unknown): value is ParcelId => typeof value === 'string' && value.length === 12;
