impl Ledger {
    fn apply(&mut self, entry: &Entry) -> Result<(), Error> {
        match entry {
            Entry::Deposit { account, amount } => {
                self.credit(account, *amount)?;
            }
            Entry::Withdrawal { account, amount } => {
                self.debit(account, *amount)?;
            }
            Entry::Transfer { from, to, amount } => {
                self.debit(from, *amount)?;
                self.credit(to, *amount)?;
            }
        }
        Ok(())
    }
}
