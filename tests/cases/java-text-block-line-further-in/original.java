class Mailer {

    String body(Loan loan) {
        return """
                Dear %s,

                "%s" is due.

                Your library
                """.formatted(loan.name(), loan.title());
    }

    void send(Loan loan) {
        post(body(loan));
    }
}
