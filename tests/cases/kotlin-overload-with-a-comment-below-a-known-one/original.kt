class Buffer {
  /** Adds an integer. */
  fun add(at: Int, value: Int): Buffer = set(at, value)

  /** Adds a double. */
  fun add(at: Int, value: Double): Buffer = set(at, value)

  /** Adds a text. */
  fun add(at: Int, value: String): Buffer = set(at, value)

  fun read(at: Int): Int = values.get(at)
}
