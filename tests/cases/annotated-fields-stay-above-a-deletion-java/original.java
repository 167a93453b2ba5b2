class Wallet {
    @Inject private Clock clock;
    @Inject private Ledger ledger;
    private int spare;

    int total() {
        return ledger.total();
    }
}
