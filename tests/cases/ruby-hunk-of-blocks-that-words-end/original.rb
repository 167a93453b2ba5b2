class Import
  def run(rows)
    rows.each do |row|
      check(row)
      save_to_the_ledger(row)
    end
  rescue StandardError => e
    report(e)
  end
end
