package net.tarn.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

public final class FrameCodec {
	public static final byte PING = 1;
	public static final byte TEXT = 2;
	public static final byte BLOB = 3;
	public static final byte CLOSE = 9;

	private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
	private boolean closed;

	public void put(byte value) {
		buffer.write(value);
	}

	public void put(int value) {
		buffer.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
	}

	public void put(String value) {
		byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
		put(bytes.length);
		buffer.writeBytes(bytes);
	}

	public void put(byte[] value, int... marks) {
		put(marks.length);
		for (int mark : marks) {
			put(mark);
		}
		put(value.length);
		buffer.writeBytes(value);
	}

	public byte[] toBytes() {
		return buffer.toByteArray();
	}

	public static Frame read(InputStream in) throws IOException {
		int type = in.read();
		if (type < 0) {
			return null;
		}
		switch (type) {
			case PING:
				return new Frame(PING, new byte[0]);
			case TEXT:
			case BLOB:
				int length = ByteBuffer.wrap(in.readNBytes(4)).getInt();
				return new Frame((byte) type, in.readNBytes(length));
			case CLOSE:
				return null;
			default:
				throw new IOException("unknown frame " + type);
		}
	}

	public void close() {
		if (closed) {
			return;
		}
		put(CLOSE);
		closed = true;
	}

	public static class Frame {
		public final byte type;
		public final byte[] data;

		Frame(byte type, byte[] data) {
			this.type = type;
			this.data = data;
		}

		public String text() {
			return new String(data, StandardCharsets.UTF_8);
		}

		@SuppressWarnings("fallthrough")
		public void dispatch(Handler handler) {
			switch (type) {
				case PING -> handler.ping();
				case TEXT -> handler.text(text());
				case BLOB -> handler.blob(data);
				default -> { }
			}
		}
	}

	public interface Handler {
		void ping();

		void text(String text);

		default void blob(byte[] data) {
			throw new UnsupportedOperationException();
		}
	}
}
