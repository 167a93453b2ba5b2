object Gate:
  def swing(load: Int): Int =
    val slack = load / 2
    println(slack)
    load - slack

  def hold = 2
