class Cells(private val rows: Map<Int, Cell>) {
  fun count(): Int = rows.size

  fun show() {
    println(count())
  }

  fun clear() {
    rows.clear()
  }
}
