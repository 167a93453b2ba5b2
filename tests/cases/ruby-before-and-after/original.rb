module Loans
  def self.due(loan)
    loan.start + 30
  end

  def self.late?(loan)
    due(loan) < Date.today
  end
end
