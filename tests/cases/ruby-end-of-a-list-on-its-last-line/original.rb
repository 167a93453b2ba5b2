class Tide
  def row(port, from)
    cells = FORMAT % [
      port[:name],
      port[:zone] || "-",
      Time.now.strftime("%H"),
      height - from ]

    write(cells)
  end
end
