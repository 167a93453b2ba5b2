class Import
  def run(rows)
    check(rows)
    store(rows)
    announce
    rows.size
  end
end
