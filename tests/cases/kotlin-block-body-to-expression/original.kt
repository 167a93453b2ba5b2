class Cells(private val rows: Map<Int, Cell>) {
  fun count(): Int = rows.size

  fun kindOf(key: Int): Kind {
    val cell = rows.get(key)
    require(cell != null) { "No such key: $key" }
    return cell.kind(key)
  }

  fun clear() {
    rows.clear()
  }
}
