/*
 * Copyright 2022 Brennholt Library Systems
 * Licensed under the Apache License, Version 2.0
 */
package org.brennholt.loans;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Lends items and takes them back.
 */
public class LoanDesk {
    private static final int DAYS = 28;
    private static final int MAX_RENEWALS = 2;

    private static final String OVERDUE = """
            SELECT id, due FROM loan
            WHERE due < ?
              AND returned IS NULL
            -- ... more conditions are appended ...
            """;

    private final Clock clock;
    private final Map<String, Loan> loans = new HashMap<>();

    public LoanDesk() {
        this(Clock.systemDefaultZone());
    }

    public LoanDesk(Clock clock) {
        this.clock = Objects.requireNonNull(clock);
    }

    /** Lends one item for the usual time. */
    public Loan lend(String item, Reader reader) {
        return lend(item, reader, DAYS);
    }

    private int lendings;

    /** Lends one item for some days. */
    public Loan lend(String item, Reader reader, int days) {
        if (loans.containsKey(item)) {
            throw new IllegalStateException(item + " is lent already");
        }
        Loan loan = new Loan(item, reader, LocalDate.now(clock).plusDays(days));
        loans.put(item, loan);
        lendings++;
        return loan;
    }

    public List<Loan> lend(List<String> items, Reader reader) {
        List<Loan> result = new ArrayList<>();
        for (String item : items) {
            result.add(lend(item, reader));
        }
        return result;
    }

    public Optional<Loan> find(String item) {
        return Optional.ofNullable(loans.get(item));
    }

    public List<Loan> findAll(Reader reader) {
        List<Loan> result = new ArrayList<>();
        for (Loan loan : loans.values()) {
            if (loan.reader.equals(reader)) {
                result.add(loan);
            }
        }
        return result;
    }

    @Deprecated
    public List<Loan> findLate(Reader reader) {
        return findAll(reader).stream().filter(Loan::isLate).toList();
    }

    public int giveBack(String item) {
        Loan loan = loans.remove(item);
        if (loan == null) {
            throw new IllegalStateException(item + " is not lent");
        }
        // remaining fee rules unchanged since 2019, see Fees
        return loan.reader.kind().fee(loan.daysLate(LocalDate.now(clock)));
    }

    @Override
    public String toString() {
        return "LoanDesk[" + loans.size() + " loans, " + lendings + " lendings]";
    }

    /** What kind of reader somebody is. */
    public enum Kind {
        ADULT {
            @Override
            public int fee(int days) {
                return days * 20;
            }
        },
        CHILD {
            @Override
            public int fee(int days) {
                return 0;
            }
        };

        public abstract int fee(int days);
    }

    public record Reader(String card, String name, Kind kind) {
        public Reader {
            Objects.requireNonNull(card);
        }

        @Override
        public String toString() {
            return name + " (" + card + ")";
        }
    }

    public static final class Loan {
        private final String item;
        private final Reader reader;
        private LocalDate due;
        private int renewals;

        Loan(String item, Reader reader, LocalDate due) {
            this.item = item;
            this.reader = reader;
            this.due = due;
        }

        public boolean renew() {
            if (renewals >= MAX_RENEWALS) {
                return false;
            }
            renewals++;
            due = due.plusDays(DAYS);
            return true;
        }

        public boolean isLate() {
            return daysLate(LocalDate.now()) > 0;
        }

        public int daysLate(LocalDate today) {
            return (int) Math.max(0, today.toEpochDay() - due.toEpochDay());
        }

        @Override
        public String toString() {
            return item + " until " + due;
        }
    }
}
