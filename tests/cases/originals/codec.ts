import { Buffer } from 'node:buffer'

export namespace Frame {
	export const MAGIC = 0x51

	export interface Header {
		kind: number
		length: number
	}

	export function encode(header: Header): Buffer {
		const out = Buffer.alloc(4)
		out.writeUInt8(MAGIC, 0)
		out.writeUInt8(header.kind, 1)
		out.writeUInt16BE(header.length, 2)
		return out
	}

	export function decode(data: Buffer): Header {
		if (data.readUInt8(0) !== MAGIC) {
			throw new Error('bad magic')
		}
		return { kind: data.readUInt8(1), length: data.readUInt16BE(2) }
	}
}

export namespace Text {
	export function encode(value: string): Buffer {
		const body = Buffer.from(value, 'utf8')
		return Buffer.concat([Frame.encode({ kind: 1, length: body.length }), body])
	}

	export function decode(data: Buffer): string {
		const { length } = Frame.decode(data)
		return data.subarray(4, 4 + length).toString('utf8')
	}
}

export namespace Numbers {
	export function encode(values: number[]): Buffer {
		const body = Buffer.alloc(values.length * 8)
		values.forEach((value, i) => body.writeDoubleBE(value, i * 8))
		return Buffer.concat([Frame.encode({ kind: 2, length: body.length }), body])
	}

	export function decode(data: Buffer): number[] {
		const { length } = Frame.decode(data)
		const values: number[] = []
		for (let at = 4; at < 4 + length; at += 8) {
			values.push(data.readDoubleBE(at))
		}
		return values
	}
}

type Handler<T = unknown> = (value: T, ...rest: T[]) => void

export class Port {
	private handlers: Partial<Record<string, Handler[]>> = {}

	on(name: 'text', handler: Handler<string>): this
	on(name: 'numbers', handler: Handler<number[]>): this
	on(name: string, handler: Handler<any>): this {
		(this.handlers[name] ??= []).push(handler)
		return this
	}

	off(name: string): void {
		delete this.handlers[name]
	}

	receive(data: Buffer): void {
		const { kind } = Frame.decode(data)
		if (kind === 1) {
			this.emit('text', Text.decode(data))
		}
		if (kind === 2) {
			this.emit('numbers', Numbers.decode(data))
		}
	}

	private emit(name: string, value: unknown): void {
		for (const handler of this.handlers[name] ?? []) {
			handler(value)
		}
	}
}
